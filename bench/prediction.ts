import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../build/synthesis/issuer.ts';
import { synthesize } from '../build/synthesis/synthesize.ts';
import { clueSolved } from '../catalog/clue-solved.ts';
import type { EventDefinition } from '../catalog/definition.ts';
import { type Stage, stages } from '../catalog/stages.ts';
import type { ServiceTimeDistribution } from '../core/capacity/model/service-time-distribution.ts';
import { CHECKS, type Processing } from '../core/capacity/model/workload.ts';
import { typeTopology } from '../core/chain/type-topology.ts';
import { seededRandom } from '../core/random.ts';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import { sleep } from '../core/scheduler/scheduler.ts';
import type { Poll } from '../local/aws/services/event-source-mapping/settings.ts';
import { tokenSigner } from '../local/start/issuer/token-signer.ts';
import { type Runtime, startRuntime } from '../local/start/runtime.ts';
import { localCredentials } from '../tools/shared/load/credentials.ts';
import { runLoad } from '../tools/shared/load/run-load.ts';
import { Latencies } from '../tools/simulate/latencies.ts';
import type { ServiceTimes } from '../tools/simulate/service-times.ts';
import { simulate } from '../tools/simulate/simulate.ts';
import { drawnHandler, drawnIngest } from './drawn-functions.ts';

/** One setting in which what the simulator predicts is held against what the local runtime does. */
export interface PredictionSetting {
  readonly name: string;
  readonly poll: Poll;
  readonly shards: number;
  readonly processing: Partial<Processing>;
}

export interface Outcome {
  readonly processedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Events by which the backlog grew a second, in the second half of the arrivals. */
  readonly slopePerSecond: number;
  readonly drainSeconds: number;
}

export interface PredictionFigures {
  readonly setting: string;
  readonly requests: number;
  readonly predicted: Outcome;
  readonly measured: Outcome;
  /** Of one core, by the whole runtime, while phones sent. */
  readonly cores: number;
}

const REQUESTS_PER_SECOND = 600;
const PEAK_A_SHARD = 600;
const PHONES = 2_000;
/** Each phone sends once: its token is checked, by a function in a thread, and that is no part of what is predicted. */
const WARM_UP = [{ seconds: 10, from: 0, to: PHONES / 5 }];
const SAMPLE_MS = 500;
const MAX_ENVIRONMENTS = 500;
const RECORD_MS = 30;
/** Drawn and known: what is measured is how the parts work together, not how fast a function is. */
const INGEST: ServiceTimeDistribution = { kind: 'lognormal', meanMs: 8, variation: 0.25 };
const HANDLER = {
  invocation: { kind: 'constant', meanMs: 5 },
  record: { kind: 'lognormal', meanMs: RECORD_MS, variation: 0.5 },
} as const;
const NONE: ServiceTimeDistribution = { kind: 'constant', meanMs: 0 };
const TIMES: ServiceTimes = {
  authorize: NONE,
  ingest: INGEST,
  query: NONE,
  putEvents: NONE,
  coldStart: NONE,
  handler: () => HANDLER,
};

/** From a third of what the handlers can do to almost twice as much. */
export const PREDICTION_SETTINGS: readonly PredictionSetting[] = [
  {
    name: 'a third full',
    poll: 'immediate',
    shards: 6,
    processing: { batchSize: 10, parallelizationFactor: 10, reservedConcurrency: 60 },
  },
  {
    name: 'three quarters full',
    poll: 'immediate',
    shards: 3,
    processing: { batchSize: 10, parallelizationFactor: 8, reservedConcurrency: 24 },
  },
  {
    name: 'half full, polled once a second',
    poll: 'aws',
    shards: 4,
    processing: { batchSize: 10, parallelizationFactor: 10, reservedConcurrency: 40 },
  },
  {
    name: 'a third too much',
    poll: 'immediate',
    shards: 2,
    processing: { batchSize: 100, parallelizationFactor: 7, reservedConcurrency: 14 },
  },
  {
    name: 'twice too much, polled once a second',
    poll: 'aws',
    shards: 1,
    processing: { batchSize: 100, parallelizationFactor: 9, reservedConcurrency: 9 },
  },
];

/** Runs a setting in virtual time and, for as long, in real time. */
export async function benchPrediction(setting: PredictionSetting, seconds: number): Promise<PredictionFigures> {
  const stage = stageOf();
  const definition = definitionOf(setting, stage);
  const report = await simulate({
    name: setting.name,
    chain: { types: [definition], stage },
    seconds,
    traffic: {
      eventsPerRequest: 1,
      players: PHONES,
      load: [{ at: 0, ofPeak: REQUESTS_PER_SECOND / definition.traffic.peakEventsPerSecond }],
    },
    times: TIMES,
    poll: setting.poll,
    maxEnvironments: MAX_ENVIRONMENTS,
    drainSeconds: seconds * 3,
  });
  const { requests, cores, outcome } = await measure(definition, stage, setting.poll, seconds);
  return {
    setting: setting.name,
    requests,
    predicted: {
      processedPerSecond: report.throughput.processed,
      p50Ms: report.latency.p50 ?? Number.NaN,
      p99Ms: report.latency.p99 ?? Number.NaN,
      slopePerSecond: report.backlog.slopePerSecond,
      drainSeconds: report.backlog.drainSeconds ?? Number.NaN,
    },
    measured: outcome,
    cores,
  };
}

async function measure(definition: EventDefinition, stage: Stage, poll: Poll, seconds: number) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  const scheduler = new RealScheduler();
  const sign = tokenSigner(loadOrCreateIssuer(ISSUER_DIRECTORY), stage.authentication, scheduler, 3_600);
  const assembly = await synthesize({ stage, catalog: [definition], outputDirectory: directory });
  const runtime = await startRuntime({
    assemblyDirectory: assembly.directory,
    port: 0,
    awsPort: 0,
    poll,
    maxEnvironments: MAX_ENVIRONMENTS,
    signToken: ({ player, role }) => sign(player, role),
  });
  try {
    const latencies = drawTimes(runtime, scheduler);
    const players = Array.from({ length: PHONES }, (_, index) => `player-${index}`);
    const { phones } = await localCredentials(runtime.url, players, []);
    const load = {
      url: runtime.url,
      phones,
      hunt: { huntId: 'h', clues: [{ clueId: 'castle', answer: 'One' }], treasures: [] },
      templates: [{ type: definition.type, example: definition.example, meanBytes: definition.traffic.meanBytes }],
      mix: [{ type: definition.type, share: 1, eventsPerRequest: 1 }],
      batch: { kind: 'mixed', low: 1, high: 1 },
    } as const;
    await runLoad({ ...load, segments: WARM_UP, seed: 1 });
    await drained(runtime, scheduler);
    latencies.reset();

    const samples: Sample[] = [];
    let isOver = false;
    const sampling = (async () => {
      while (!isOver) {
        samples.push({ at: scheduler.now(), ...totals(runtime), cpu: process.cpuUsage() });
        await sleep(scheduler, SAMPLE_MS);
      }
    })();
    const segments = [{ seconds, from: REQUESTS_PER_SECOND, to: REQUESTS_PER_SECOND }];
    const report = await runLoad({ ...load, segments, seed: 2 });
    await drained(runtime, scheduler);
    isOver = true;
    await sampling;
    const endedAt = report.startedAtMs + seconds * 1_000;
    const during = samples.filter(({ at }) => at >= report.startedAtMs && at <= endedAt);
    const [first, last] = [during[0], during.at(-1)];
    if (first === undefined || last === undefined) throw new Error('the run was too short to be sampled');
    const took = (last.at - first.at) / 1_000;
    const { p50, p99 } = latencies.summary();
    return {
      requests: report.requests.sent,
      cores: (last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system) / 1e6 / took,
      outcome: {
        processedPerSecond: (last.processed - first.processed) / took,
        p50Ms: p50 ?? Number.NaN,
        p99Ms: p99 ?? Number.NaN,
        slopePerSecond: slope(during.slice(Math.floor(during.length / 2))),
        drainSeconds: Math.max(0, (latencies.lastAt - endedAt) / 1_000),
      },
    };
  } finally {
    await runtime.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly processed: number;
  readonly inFlight: number;
  readonly cpu: NodeJS.CpuUsage;
}

/** Latencies from a request's arrival at the API to its event's being handled. */
class MeasuredLatencies extends Latencies {
  lastAt = 0;
}

function drawTimes(runtime: Runtime, scheduler: RealScheduler): MeasuredLatencies {
  const { functions, buses } = runtime.cloud;
  const latencies = new MeasuredLatencies();
  const arrivals = new Map<string, number>();
  const arrived = (ids: readonly string[], atMs: number): void => {
    for (const id of ids) arrivals.set(id, atMs);
  };
  const stored = (ids: readonly string[]): void => {
    latencies.lastAt = scheduler.now();
    for (const id of ids) {
      latencies.record(latencies.lastAt - (arrivals.get(id) ?? Number.NaN), 1);
      arrivals.delete(id);
    }
  };
  const named = (part: string) => {
    const found = functions.all().find(({ name }) => name.includes(part));
    if (found === undefined) throw new Error(`no function ${part}`);
    return found;
  };
  const [bus] = buses.all();
  functions.update(
    named('IngestFunction'),
    drawnIngest(INGEST, buses, bus?.name ?? '', scheduler, seededRandom(11), arrived),
  );
  functions.update(named('ClueSolvedHandler'), drawnHandler(HANDLER, scheduler, seededRandom(12), stored));
  return latencies;
}

/** The plan sizes a stream by its traffic: a peak that asks for so many shards. @throws Error where it gives others */
function definitionOf({ name, shards, processing }: PredictionSetting, stage: Stage): EventDefinition {
  const peakEventsPerSecond = PEAK_A_SHARD * shards;
  const definition: EventDefinition = {
    ...clueSolved,
    traffic: { ...clueSolved.traffic, peakEventsPerSecond, meanEventsPerRequest: 1 },
    processing: { ...processing, timeoutSeconds: 30 },
    acceptedRisks: CHECKS.map((check) => ({ check, reason: `measured on purpose: ${name}` })),
  };
  const planned = typeTopology(definition, stage).stream.shards.value;
  if (planned !== shards) throw new Error(`${name}: ${planned} shards are planned, not ${shards}`);
  return definition;
}

async function drained(runtime: Runtime, scheduler: RealScheduler): Promise<void> {
  while (totals(runtime).inFlight > 0) await sleep(scheduler, 100);
}

function totals(runtime: Runtime): { readonly processed: number; readonly inFlight: number } {
  let processed = 0;
  let inFlight = 0;
  for (const counts of Object.values(runtime.stats())) {
    processed += counts.processed;
    inFlight += counts.inFlight;
  }
  return { processed, inFlight };
}

/** Events by which the backlog grew a second: least squares. */
function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const at = mean(samples.map((sample) => sample.at));
  const backlog = mean(samples.map(({ inFlight }) => inFlight));
  const over = samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.inFlight - backlog), 0);
  const under = samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0);
  return (over / under) * 1_000;
}

function stageOf(): Stage {
  const risks = CHECKS.map((check) => ({ check, reason: 'measured on purpose' }));
  return {
    ...stages.load,
    name: 'prediction',
    trafficScale: 1,
    throttle: { requestsPerSecond: 5_000, burst: 5_000 },
    acceptedRisks: risks,
  };
}
