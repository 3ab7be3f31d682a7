/** One run of `npm run bench -- healing-live`: a process of its own, so that runs beside each other share no event loop. */
import { catalog } from '../catalog/index.ts';
import type { GovernorMode } from '../core/capacity/model/workload.ts';
import { END_TO_END_LATENCY, METRICS_NAMESPACE } from '../core/monitoring/own-metrics.ts';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import { sleep } from '../core/scheduler/scheduler.ts';
import { readMemory } from '../lambdas/governor/memory-item.ts';
import { AWS_DELAYS } from '../local/aws/services/delays.ts';
import { parseFault } from '../local/aws/services/faults/fault-spec.ts';
import { MINUTE_MS } from '../local/aws/services/metrics/series.ts';
import { statisticNamed } from '../local/aws/services/metrics/statistic.ts';
import { tablePort } from '../local/aws/services/table/port.ts';
import type { Runtime } from '../local/start/runtime.ts';
import type { LoadResult } from '../tools/load/load-result.ts';
import { phonesOf } from './chain.ts';
import type { LiveFigures, LiveLoad } from './healing-live.ts';
import { withRuntime } from './with-runtime.ts';

const STAGE = 'dev';
const EVENTS_PER_REQUEST = 100;
const BASE_RATE = 200;
/** One shard takes about 3,800 events/s of the catalog's mix in requests of 100, and this machine some 10,000 in two runs. */
const BURST_RATE = 4_800;
/** Of the run, before the cause: in an outage the governor must have read its memory by then. */
const LEAD: Readonly<Record<LiveLoad, number>> = { burst: 1 / 12, outage: 1 / 6 };
/** Of the run. Metrics come late and shards take minutes, so a shorter burst would be over before it is answered. */
const LASTS: Readonly<Record<LiveLoad, number>> = { burst: 2 / 3, outage: 5 / 9 };
/** After the run, until every event is accounted for. */
const DRAIN_MS = 180_000;

async function run(load: LiveLoad, governor: GovernorMode, minutes: number): Promise<LiveFigures> {
  return withRuntime({ stage: STAGE, governor, poll: 'immediate', delays: AWS_DELAYS }, async ({ runtime }) => {
    const scheduler = new RealScheduler();
    const total = minutes * 60;
    const [lead, lasts] = [LEAD[load] * total, LASTS[load] * total];
    const perform = await phonesOf(runtime, STAGE, EVENTS_PER_REQUEST);
    const causeAt = scheduler.now() + lead * 1_000;
    const endAt = causeAt + lasts * 1_000;
    if (load === 'outage') {
      runtime.faults.add(parseFault(`table-throttled,probability=1,after=${lead}s,for=${lasts}s`, 'bench'));
    }
    const rate = load === 'burst' ? BURST_RATE : BASE_RATE;
    const constant = (seconds: number, perSecond: number) => ({ seconds, from: perSecond, to: perSecond });
    const result = await perform([
      constant(lead, BASE_RATE),
      constant(lasts, rate),
      constant(total - lead - lasts, BASE_RATE),
    ]);
    const acts = await actsOf(runtime);
    await drained(runtime, scheduler);
    const backWithinSeconds = backWithin(runtime, endAt, scheduler.now());
    const { events } = result.load;
    const counts = Object.values(runtime.stats());
    const [first] = acts;
    return {
      load,
      governor,
      backWithinSeconds,
      shed: events.shed,
      refused: events.rejected + events.throttled + events.unanswered,
      deadLettered: counts.reduce((sum, { deadLettered }) => sum + deadLettered, 0),
      lost: lostOf(runtime, result),
      ...(first !== undefined && { firstActAfter: Math.round((first.at - causeAt) / 1_000) }),
      acts: acts.map(({ at, reason }) => `${Math.round((at - causeAt) / 1_000)} s: ${reason}`),
    };
  });
}

/** Acts that were done, the oldest first. */
async function actsOf({ cloud }: Runtime) {
  const tableName = cloud.tables.all()[0]?.settings.name ?? '';
  const { memory } = await readMemory({ table: tablePort(cloud.tables), tableName });
  return (memory.told ?? []).filter(({ kind, mode }) => kind !== 'finding' && mode === 'act');
}

function backWithin({ cloud, stats }: Runtime, endAt: number, now: number): number | null {
  if (Object.values(stats()).some(({ inFlight }) => inFlight > 0)) return null;
  let lateUntil = endAt;
  for (const { type, latencyObjective } of catalog) {
    const { percentile, milliseconds } = latencyObjective;
    const percentileOf = statisticNamed(`p${percentile}`);
    const series = cloud.metrics.find(METRICS_NAMESPACE, END_TO_END_LATENCY, { stage: STAGE, type });
    for (let at = Math.floor(endAt / MINUTE_MS) * MINUTE_MS; at < now; at += MINUTE_MS) {
      const datapoint = series?.between(at, at + MINUTE_MS);
      if (datapoint !== undefined && percentileOf(datapoint) > milliseconds)
        lateUntil = Math.max(lateUntil, at + MINUTE_MS);
    }
  }
  return Math.round((lateUntil - endAt) / 1_000);
}

/** Lets the rest be processed, as a person would: what is still paused reads again. That counts as late. */
async function drained(runtime: Runtime, scheduler: RealScheduler): Promise<void> {
  runtime.faults.removeAll();
  for (const mapping of runtime.cloud.mappings) mapping.enable();
  const until = scheduler.now() + DRAIN_MS;
  const isDrained = () => Object.values(runtime.stats()).every(({ inFlight }) => inFlight === 0);
  while (!isDrained() && scheduler.now() < until) await sleep(scheduler, 250);
}

/** Events that were accepted and are neither processed nor in a place where they can be found again. */
function lostOf(runtime: Runtime, { load }: LoadResult): number {
  const counts = runtime.stats();
  return Object.entries(load.byType).reduce((lost, [type, { accepted }]) => {
    const { processed = 0, quarantined = 0, deadLettered = 0, unrouted = 0 } = counts[type] ?? {};
    return lost + Math.max(0, accepted - processed - quarantined - deadLettered - unrouted);
  }, 0);
}

const [load = '', governor = '', minutes] = process.argv.slice(2);
console.log(JSON.stringify(await run(load as LiveLoad, governor as GovernorMode, Number(minutes))));
process.exit(0);
