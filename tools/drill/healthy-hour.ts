import { LIMITS } from '../../core/limits.ts';
import { integerBetween, seededRandom } from '../../core/random.ts';
import { type DrilledStage, LEAD_IN_MINUTES, openStage, reporting, type Unrest } from './run-scenario.ts';

const MINUTES = 60;
/** Minutes of the hour in which a deployment begins. */
const DEPLOYMENTS = [25, 45] as const;
/** An update pauses a source mapping for so long (../../docs/adr). Seconds. */
const PAUSE = { least: 10, most: 180 } as const;

/** An hour at the planned peak, with two deployments: the first updates each mapping, the second replaces each function too. */
export async function healthyHour(given: DrilledStage): Promise<readonly Unrest[]> {
  const { drill, history, watch } = await openStage(given);
  const random = seededRandom(LIMITS.lambdaPollMs.value);
  const endWatch = watch();
  drill.play = 1;
  const found = new Map<string, Unrest>();
  const pauseMappings = (): void => {
    for (const { type } of drill.types) {
      const mapping = drill.stage.mappingOf(type);
      mapping?.disable();
      const pauseMs = integerBetween(random, PAUSE.least, PAUSE.most) * 1_000;
      drill.stage.scheduler.schedule(pauseMs, () => mapping?.enable());
    }
  };
  for (let minute = -LEAD_IN_MINUTES; minute < MINUTES; minute += 1) {
    const [first, second] = DEPLOYMENTS;
    await drill.minute(() => {
      if (minute === first || minute === second) pauseMappings();
      if (minute === second) drill.stage.redeploy();
    });
    const when = minute < first ? 'at the planned peak' : 'at the planned peak, during or after a deployment';
    for (const id of reporting(given.monitoring, history.raised())) if (!found.has(id)) found.set(id, { id, when });
  }
  endWatch();
  return [...found.values()];
}
