import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { createCloud } from '../../local/aws/runtime/create-cloud.ts';
import { buildStack } from '../../local/aws/template/build.ts';
import { readTemplate } from '../../local/aws/template/template.ts';

/** The resources built on a virtual clock, with no function. */
export function built(resources: Record<string, unknown>) {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 23));
  const { cloud } = createCloud({
    assets: new Map(),
    observers: {},
    scheduler,
    random: seededRandom(1),
    awsUrl: 'http://127.0.0.1:4566',
    region: 'us-east-1',
    poll: 'immediate',
    maxEnvironments: 1,
    log: () => {},
  });
  buildStack(readTemplate('watch', { Resources: resources }), cloud);
  return { scheduler, cloud };
}
