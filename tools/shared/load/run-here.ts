import { randomId, seededRandom } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import { type ArrivalKind, Arrivals } from './arrivals.ts';
import { type BatchSizes, RequestSizes } from './batch.ts';
import { EventBodies, type EventTemplate, type LoadHunt } from './event-bodies.ts';
import { Fleet, type Phone } from './fleet.ts';
import { type LoadBounds, LoadGenerator } from './load-generator.ts';
import type { Interval, LoadReport } from './load-report.ts';
import { type Look, Lookers } from './lookers.ts';
import type { MixPart } from './mix.ts';
import { type Segment, secondsOf } from './profile.ts';
import { Recorder } from './recorder.ts';
import type { Transport } from './transport.ts';

/** The options of a run, in a form that can be sent to another process. */
export interface LoadOptions {
  /** URL of the API, without `/v1`. */
  readonly url: string;
  /** At least one. */
  readonly phones: readonly Phone[];
  readonly hunt: LoadHunt;
  readonly templates: readonly EventTemplate[];
  readonly mix: readonly MixPart[];
  readonly segments: readonly Segment[];
  /** @default 'poisson' */
  readonly arrivals?: ArrivalKind;
  /** @default as the catalog states */
  readonly batch?: BatchSizes;
  /** Share of the requests of at least 1 KiB that are compressed. 0–1. @default 0 */
  readonly gzipShare?: number;
  /** Share of requests after which the connection is closed. 0–1. @default 0 */
  readonly reconnectShare?: number;
  /** One phone's share of requests. 0–1. @default 0: all phones are alike */
  readonly hottestShare?: number;
  /** What the phones read besides sending. @default nothing */
  readonly looks?: readonly Look[];
  /** Seed of all randomness; a 32-bit integer. @default 1 */
  readonly seed?: number;
  /** @default DEFAULT_BOUNDS */
  readonly bounds?: Partial<LoadBounds>;
  /** Most open connections; further requests wait for one. @default 256 */
  readonly maxConnections?: number;
}

export const DEFAULT_BOUNDS: LoadBounds = {
  maxInFlight: 10_000,
  maxInFlightBytes: 256 * 1_048_576,
  maxEvents: 100_000_000,
  timeoutMs: 30_000,
};
export const DEFAULT_CONNECTIONS = 256;

/** Most intervals of a timeline: as many as a page can show. */
const MOST_INTERVALS = 600;
const RUN_ID_LENGTH = 10;
/** Any constant, so that the seed of reads differs from that of requests with events. */
const LOOKS_SALT = 0x2545f491;
const MIB = 1_048_576;

export interface LoadPorts {
  readonly scheduler: Scheduler;
  readonly transport: Transport;
  readonly onInterval?: (interval: Interval) => void;
  /** CPU time in seconds and memory in bytes so far. @default none */
  readonly usage?: () => { readonly cpuSeconds: number; readonly rssBytes: number };
}

/** A run that has begun. */
export interface RunningLoad {
  readonly report: Promise<LoadReport>;
  /** Sends no further requests. */
  stop(): void;
}

/**
 * Runs the generator on any clock and transport: real ones in its own process, virtual ones in tests and simulations.
 */
export function startLoad(options: LoadOptions, ports: LoadPorts): RunningLoad {
  const { scheduler, transport, onInterval = () => {}, usage = () => ({ cpuSeconds: 0, rssBytes: 0 }) } = ports;
  const seed = options.seed ?? 1;
  const random = seededRandom(seed);
  const recorder = new Recorder();
  const sizes = new RequestSizes(options.mix, options.batch ?? { kind: 'catalog' }, random);
  const arrivals = options.arrivals ?? 'poisson';
  const startedAtMs = scheduler.now();
  // Not of the seed alone, because two runs with one seed must not send the same ids to the same endpoint.
  const runId = randomId(seededRandom((seed ^ Math.floor(startedAtMs)) | 0), RUN_ID_LENGTH);
  const intervalMs = Math.max(1, Math.ceil(secondsOf(options.segments) / MOST_INTERVALS)) * 1_000;
  const before = usage();
  let peakRss = before.rssBytes;
  const generator = new LoadGenerator({
    arrivals: new Arrivals(options.segments, sizes.meanEvents, arrivals, random),
    sizes,
    bodies: new EventBodies(options.templates, options.hunt, runId, random),
    fleet: new Fleet(options.phones, options.hottestShare ?? 0, random),
    transport,
    recorder,
    scheduler,
    random,
    bounds: { ...DEFAULT_BOUNDS, ...options.bounds },
    gzipShare: options.gzipShare ?? 0,
    reconnectShare: options.reconnectShare ?? 0,
    intervalMs,
    onInterval: (interval) => {
      peakRss = Math.max(peakRss, usage().rssBytes);
      onInterval(interval);
    },
  });
  // Uses its own random numbers, so that reads do not change what the requests with events draw.
  const lookers = new Lookers({
    looks: options.looks ?? [],
    phones: options.phones,
    transport,
    scheduler,
    random: seededRandom(seed ^ LOOKS_SALT),
    seconds: secondsOf(options.segments),
  });
  lookers.start();
  const report = generator.run().then((): LoadReport => {
    lookers.stop();
    transport.close();
    const cpuSeconds = usage().cpuSeconds - before.cpuSeconds;
    const counted = recorder.report();
    return {
      seed,
      startedAtMs,
      seconds: counted.timeline.at(-1)?.seconds ?? 0,
      segments: options.segments,
      arrivals,
      intervalSeconds: intervalMs / 1_000,
      ...counted,
      reads: lookers.report(),
      generator: {
        cpuSeconds,
        eventsPerCpuSecond: cpuSeconds === 0 ? 0 : counted.events.sent / cpuSeconds,
        peakRssMiB: peakRss / MIB,
        mostInFlight: generator.mostInFlight,
      },
    };
  });
  return {
    report,
    stop: () => {
      lookers.stop();
      generator.stop();
    },
  };
}
