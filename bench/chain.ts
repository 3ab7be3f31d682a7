import { catalog } from '../catalog/index.ts';
import { stages } from '../catalog/stages.ts';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import { sleep } from '../core/scheduler/scheduler.ts';
import type { Runtime } from '../local/start/runtime.ts';
import { LOCAL_DRAIN } from '../tools/load/await-drained.ts';
import type { LoadResult } from '../tools/load/load-result.ts';
import { LocalPipeline } from '../tools/load/local-pipeline.ts';
import { performLoad } from '../tools/load/perform-load.ts';
import { localMetricReader } from '../tools/shared/cloudwatch/sdk-metric-reader.ts';
import { createHunt, huntNamed, loadHunt } from '../tools/shared/load/create-hunt.ts';
import { localCredentials } from '../tools/shared/load/credentials.ts';
import { mixOf } from '../tools/shared/load/mix.ts';
import type { Segment } from '../tools/shared/load/profile.ts';
import { limitsSwitchedOff } from './limits.ts';
import { type BenchRuntimeOptions, withRuntime } from './with-runtime.ts';

export interface ChainRun extends BenchRuntimeOptions {
  readonly name: string;
  readonly eventsPerSecond: number;
  readonly seconds: number;
  readonly eventsPerRequest: number;
}

export interface ChainFigures {
  readonly run: string;
  readonly sent: number;
  readonly accepted: number;
  readonly processed: number;
  readonly unaccounted: number | null;
  /** From the intended start to the end of the answer. */
  readonly answerP50Ms: number;
  readonly answerP99Ms: number;
  /** From the request's arrival to the effect stored; of the type with the longest. */
  readonly effectP50Ms: number;
  readonly effectP99Ms: number;
  readonly drainSeconds: number | null;
  readonly rssRestMiB: number;
  /** At the first and the last moment of the measured load. */
  readonly rssMiB: string;
  /** Of the whole runtime, over the measured load. */
  readonly cpuMsPerThousandEvents: number;
  readonly generatorCores: number;
}

const PHONES = 500;
const HUNT = huntNamed('benchmark');
/** The functions' code is compiled by then: a chain that has just started is measured by `npm start`'s readiness. */
const WARM_UP_SECONDS = 20;
const WARM_UP_RATE = 5_000;
const STEP_SECONDS = 20;
const MINUTE_MS = 60_000;

/**
 * The whole chain on this machine at a fixed rate, the load generator in a process of its own. The percentiles of
 * effects are the chain's own metric, which counts by the minute: the measured load begins with one.
 * @throws Error where a limit of the stage was not in force
 */
export function benchChain({ name, eventsPerSecond, seconds, eventsPerRequest, ...options }: ChainRun) {
  return withRuntime(options, async ({ runtime }): Promise<ChainFigures> => {
    const rssRestMiB = rss();
    const scheduler = new RealScheduler();
    const perform = await phonesOf(runtime, options.stage, eventsPerRequest);
    await perform(Math.min(eventsPerSecond, WARM_UP_RATE), WARM_UP_SECONDS);
    await sleep(scheduler, MINUTE_MS - (scheduler.now() % MINUTE_MS));
    const rssBefore = rss();
    const before = process.cpuUsage();
    const { load, ledger, endToEnd, drainSeconds } = await perform(eventsPerSecond, seconds);
    const { user, system } = process.cpuUsage(before);
    requireLimits(runtime, options.stage);
    const effects = Object.values(endToEnd);
    return {
      run: name,
      sent: load.events.sent,
      accepted: load.events.accepted,
      processed: ledger.pipeline?.processed ?? 0,
      unaccounted: ledger.unaccounted,
      answerP50Ms: round(load.latencyMs.p50),
      answerP99Ms: round(load.latencyMs.p99),
      effectP50Ms: round(Math.max(...effects.map(({ p50Ms }) => p50Ms))),
      effectP99Ms: round(Math.max(...effects.map(({ p99Ms }) => p99Ms))),
      drainSeconds,
      rssRestMiB,
      rssMiB: `${rssBefore} → ${rss()}`,
      cpuMsPerThousandEvents: round((user + system) / load.events.sent),
      generatorCores: round(load.generator.cpuSeconds / seconds, 2),
    };
  });
}

export interface CeilingStep {
  readonly eventsPerSecond: number;
  readonly processed: number;
  readonly unaccounted: number | null;
  readonly answerP50Ms: number;
  readonly answerP99Ms: number;
  readonly cpuMsPerThousandEvents: number;
}

export interface CeilingOptions extends BenchRuntimeOptions {
  readonly eventsPerRequest: number;
  readonly from: number;
  readonly step: number;
  readonly to: number;
}

/** Raises the rate until the answers' p99 passes a second: the last step before that is what this machine does. */
export function benchCeiling({ eventsPerRequest, from, step, to, ...options }: CeilingOptions) {
  return withRuntime(options, async ({ runtime }): Promise<readonly CeilingStep[]> => {
    const perform = await phonesOf(runtime, options.stage, eventsPerRequest);
    await perform(from, WARM_UP_SECONDS);
    const steps: CeilingStep[] = [];
    for (let rate = from; rate <= to; rate += step) {
      const before = process.cpuUsage();
      const { load, ledger } = await perform(rate, STEP_SECONDS);
      const { user, system } = process.cpuUsage(before);
      steps.push({
        eventsPerSecond: rate,
        processed: ledger.pipeline?.processed ?? 0,
        unaccounted: ledger.unaccounted,
        answerP50Ms: round(load.latencyMs.p50),
        answerP99Ms: round(load.latencyMs.p99),
        cpuMsPerThousandEvents: round((user + system) / load.events.sent),
      });
      if (load.latencyMs.p99 > 1_000) break;
    }
    requireLimits(runtime, options.stage);
    return steps;
  });
}

/** Sends at a rate for so many seconds, waits for the chain and accounts for every event. */
type Perform = (eventsPerSecond: number | readonly Segment[], seconds?: number) => Promise<LoadResult>;

/** A hunt, phones that are signed in to it, and what they send. */
export async function phonesOf(
  runtime: Pick<Runtime, 'url' | 'awsUrl'>,
  stage: keyof typeof stages,
  eventsPerRequest: number,
): Promise<Perform> {
  const scheduler = new RealScheduler();
  const players = Array.from({ length: PHONES }, (_, index) => `player-${index}`);
  const { phones, organiser } = await localCredentials(runtime.url, players, []);
  if (organiser === undefined) throw new Error('the local runtime signs for organisers');
  await createHunt(runtime.url, HUNT, organiser, scheduler);
  const pipeline = new LocalPipeline(runtime.url, stage, localMetricReader(runtime.awsUrl));
  let seed = 0;
  return (load, seconds = 0) => {
    seed += 1;
    const segments = typeof load === 'number' ? [{ seconds, from: load, to: load }] : load;
    return performLoad({
      load: {
        url: runtime.url,
        phones,
        hunt: loadHunt(HUNT),
        templates: catalog.map(({ type, example, traffic }) => ({ type, example, meanBytes: traffic.meanBytes })),
        mix: mixOf(catalog),
        segments,
        batch: { kind: 'mixed', low: eventsPerRequest, high: eventsPerRequest },
        seed,
      },
      profile: 'constant',
      types: catalog,
      pipeline,
      drain: LOCAL_DRAIN,
      objectives: [],
      scheduler,
    });
  };
}

/** @throws Error naming the limits of the stage that were not in force */
function requireLimits(runtime: Runtime, stage: keyof typeof stages): void {
  const off = limitsSwitchedOff(runtime, stages[stage]);
  if (off.length > 0) throw new Error(`not within the limits of stage ${stage}: ${off.join('; ')}`);
}

function rss(): number {
  return Math.round(process.memoryUsage().rss / 1_048_576);
}

function round(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
