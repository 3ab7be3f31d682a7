import { checkCatalog } from '../../catalog/check-catalog.ts';
import { accountConcurrencyOf } from '../../core/capacity/model/workload.ts';
import { type ChainPlan, planChain } from '../../core/capacity/plan/chain.ts';
import { type Random, seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { BrokerModel } from './broker-model.ts';
import { ChainModel } from './chain-model.ts';
import { Disturbances } from './disturbances.ts';
import { Governing } from './governing.ts';
import type { SimulationOptions } from './options.ts';
import { Phones } from './phones.ts';
import { reportOf, type SimulationReport } from './report.ts';
import type { Backend } from './request.ts';
import { timesOf } from './service-times.ts';
import { startTraffic } from './start-traffic.ts';
import { Tally } from './tally.ts';
import { TimelineRecorder } from './timeline.ts';

/** Intervals of the timeline while phones send. */
const INTERVALS = 240;
const MOST_OPEN_RECORDS = 3_000_000;
const STEP_MS = 1_000;
/** Any constant, so that the random numbers of reads and their functions are separate from those of events. */
const READS_SALT = 0x2545f491;
/** The same for what ingest sheds. */
const GATE_SALT = 0x1b873593;
const GOVERNOR_SALT = 0x38b34ae5;
const POISON_SALT = 0x4cf5ad43;
/** Simulated time between two pauses, which report progress and let other code run. */
const YIELD_MS = 200;

/** A run that is set up; nothing has happened yet. */
export interface Begun {
  readonly plan: ChainPlan;
  readonly scheduler: VirtualScheduler;
  readonly tally: Tally;
  readonly backend: Backend;
  /** `undefined`: there is no governor. */
  readonly governing: Governing | undefined;
}

/** Sets up the chain, or the broker, and what its phones will send. */
export function begin(options: SimulationOptions): Begun {
  const { chain, seconds, seed = 1, broker } = options;
  checkCatalog(chain.types);
  const scheduler = new VirtualScheduler(0);
  const randoms = randomsOf(seed);
  const ofReads = randomsOf(seed ^ READS_SALT);
  const plan = planChain(chain.types, chain.stage);
  const tally = new Tally(plan.types.map(({ type }) => type.latencyObjective.milliseconds));
  const random = randoms();
  const { governor = 'off', startsAt = [] } = options;
  const governing =
    governor === 'off' || broker !== undefined
      ? undefined
      : new Governing({ mode: governor, plan, scheduler, random: randomsOf(seed ^ GOVERNOR_SALT)(), tally, startsAt });
  const backend =
    broker !== undefined
      ? new BrokerModel(broker, plan.types.length, scheduler, random, tally)
      : new ChainModel({
          plan,
          scheduler,
          random,
          apiRandom: ofReads(),
          gateRandom: randomsOf(seed ^ GATE_SALT)(),
          // What was measured at all rates says nothing about a miniature's records; its chain has their times.
          times: options.times ?? timesOf(chain, options.fraction === undefined ? options.calibration : undefined),
          disturbances: new Disturbances(options.disturbances ?? [], randomsOf(seed ^ POISON_SALT)()),
          poll: options.poll ?? 'aws',
          traffic: options.traffic ?? {},
          maxEnvironments: options.maxEnvironments ?? accountConcurrencyOf(chain.stage),
          startsAtOnce: options.startsAtOnce ?? Number.POSITIVE_INFINITY,
          tally,
          governing,
        });
  const phones = new Phones(scheduler, randoms(), backend, tally);
  startTraffic(plan, options.traffic ?? {}, seconds, scheduler, phones, { randoms, ofReads });
  return { plan, scheduler, tally, backend, governing };
}

/**
 * Simulates a chain, or the post-mortem's broker, in virtual time. Phones, gateway, ingest, bus, streams, mappings and
 * handlers are the local runtime's service models; functions are replaced by their times.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { seconds, seed = 1, mostOpenRecords = MOST_OPEN_RECORDS } = options;
  const drainSeconds = options.drainSeconds ?? Math.max(60, seconds);
  const { plan, scheduler, tally, backend, governing } = begin(options);
  const everySeconds = Math.max(1, Math.ceil(seconds / INTERVALS));
  const names = plan.types.map(({ type }) => type.type);
  const recorder = new TimelineRecorder(tally, names, everySeconds, (type) => backend.iteratorAgeMs(type));

  const end = (seconds + drainSeconds) * 1_000;
  let stopped: string | undefined;
  let nextSample = everySeconds * 1_000;
  let yieldedAt = performance.now();
  while (scheduler.now() < end) {
    scheduler.advance(Math.min(STEP_MS, nextSample - scheduler.now(), end - scheduler.now()));
    const now = scheduler.now();
    if (now >= nextSample) {
      recorder.sample();
      nextSample += everySeconds * 1_000;
    }
    if (tally.openRecords > mostOpenRecords) {
      stopped = `more than ${mostOpenRecords.toLocaleString('en-US')} records were under way`;
      break;
    }
    if (now >= seconds * 1_000 && tally.openRecords === 0 && tally.waitingRequests === 0) break;
    if (performance.now() - yieldedAt > YIELD_MS) {
      options.onProgress?.(now / 1_000, seconds);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      yieldedAt = performance.now();
    }
  }
  return reportOf({
    options: { ...options, seed },
    plan,
    tally,
    timeline: recorder.timeline,
    endedAt: scheduler.now() / 1_000,
    acts: governing?.acts ?? [],
    ...(stopped !== undefined && { stopped }),
  });
}

/** A random generator for each part, so that a change in one part does not change what the others draw. */
function randomsOf(seed: number): () => Random {
  let next = 0;
  return () => {
    next += 1;
    return seededRandom((Math.imul(seed, 0x9e3779b1) ^ Math.imul(next, 0x85ebca6b)) | 0);
  };
}
