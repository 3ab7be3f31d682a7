import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { createCloud } from '../../local/aws/runtime/create-cloud.ts';
import { buildStack } from '../../local/aws/template/build.ts';
import { readTemplate } from '../../local/aws/template/template.ts';

/** An account on a virtual clock. @param assets folders of functions, by the hashes of their code */
export function cloudOnVirtualClock(assets: ReadonlyMap<string, string> = new Map()) {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 23));
  const { cloud } = createCloud({
    assets,
    observers: {},
    scheduler,
    random: seededRandom(1),
    awsUrl: 'http://127.0.0.1:4566',
    region: 'us-east-1',
    poll: 'immediate',
    maxEnvironments: 1,
    log: () => {},
  });
  return { scheduler, cloud };
}

/** The resources built on a virtual clock, with no function. */
export function built(resources: Record<string, unknown>) {
  const { scheduler, cloud } = cloudOnVirtualClock();
  buildStack(readTemplate('watch', { Resources: resources }), cloud);
  return { scheduler, cloud };
}
