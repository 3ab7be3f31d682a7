import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../build/synthesis/issuer.ts';
import { synthesize } from '../build/synthesis/synthesize.ts';
import { looksOf } from '../catalog/requests.ts';
import { applyCalibration } from '../core/capacity/measure/calibration.ts';
import type { ServiceTimeDistribution } from '../core/capacity/model/service-time-distribution.ts';
import { peakOf, type ReadTraffic } from '../core/capacity/model/workload.ts';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import { sleep } from '../core/scheduler/scheduler.ts';
import { tokenSigner } from '../local/start/issuer/token-signer.ts';
import { type Runtime, startRuntime } from '../local/start/runtime.ts';
import { calibrationOf } from '../tools/calibrate/calibration-of.ts';
import { measureLocal } from '../tools/calibrate/local-source.ts';
import { localMetricReader } from '../tools/shared/cloudwatch/sdk-metric-reader.ts';
import { createHunt, huntNamed, loadHunt } from '../tools/shared/load/create-hunt.ts';
import { localCredentials } from '../tools/shared/load/credentials.ts';
import type { LoadReport } from '../tools/shared/load/load-report.ts';
import { mixOf } from '../tools/shared/load/mix.ts';
import type { Segment } from '../tools/shared/load/profile.ts';
import { runLoad } from '../tools/shared/load/run-load.ts';
import type { LatencySummary } from '../tools/simulate/latencies.ts';
import { type ServiceTimes, timesOf } from '../tools/simulate/service-times.ts';
import { simulate } from '../tools/simulate/simulate.ts';
import { drawFunctions } from './drawn-functions.ts';
import { PREDICTION_STAGE, type PredictionSetting } from './prediction-settings.ts';
import { WatchedInvocations } from './watch-invocations.ts';

/** Figures of a run. Those of reads are left out where nobody reads. */
export interface Outcome {
  readonly processedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Events by which the backlog grew a second, in the second half of the arrivals. */
  readonly slopePerSecond: number;
  readonly drainSeconds: number;
  readonly readsPerSecond?: number;
  readonly readP50Ms?: number;
  readonly readP99Ms?: number;
}

export interface PredictionFigures {
  readonly requests: number;
  readonly predicted: Outcome;
  readonly measured: Outcome;
  /** Of one core, by the whole runtime, while phones sent. */
  readonly cores: number;
}

const HUNT = huntNamed('prediction');
const CALIBRATION_SECONDS = 20;
const SAMPLE_MS = 500;
const NONE: ServiceTimeDistribution = { kind: 'constant', meanMs: 0 };
const DRAWN_TIMES: ServiceTimes = {
  authorize: NONE,
  ingest: { kind: 'lognormal', meanMs: 8, variation: 0.25 },
  query: { kind: 'lognormal', meanMs: 12, variation: 0.25 },
  putEvents: NONE,
  coldStart: NONE,
  handler: () => ({
    invocation: { kind: 'constant', meanMs: 5 },
    record: { kind: 'lognormal', meanMs: 30, variation: 0.5 },
  }),
};

/** Runs a setting in real time and, for as long, in virtual time. */
export async function benchPrediction(setting: PredictionSetting, seconds: number): Promise<PredictionFigures> {
  const { times, ...measured } = await measure(setting, seconds);
  return { ...measured, predicted: await predict(setting, times, seconds) };
}

async function predict(setting: PredictionSetting, times: ServiceTimes, seconds: number): Promise<Outcome> {
  const { name, types, poll, maxEnvironments, players, eventsPerRequest, requestsPerSecond, reads = {} } = setting;
  const peak = types.reduce((sum, type) => sum + peakOf(type), 0) * PREDICTION_STAGE.trafficScale;
  const ofPeak = (requestsPerSecond * eventsPerRequest) / peak;
  // At a part of the peak the simulator has that part of its players look; here all of them do.
  const looks = Object.entries<ReadTraffic>(reads).map(([look, read]) => [
    look,
    { ...read, secondsBetween: read.secondsBetween * ofPeak },
  ]);
  const { throughput, latency, backlog, requests } = await simulate({
    name,
    chain: { types, stage: { ...PREDICTION_STAGE, reads: Object.fromEntries(looks) } },
    seconds,
    traffic: { eventsPerRequest, players, load: [{ at: 0, ofPeak }] },
    times,
    poll,
    maxEnvironments,
    drainSeconds: seconds * 3,
  });
  return {
    processedPerSecond: throughput.processed,
    ...percentiles(latency),
    slopePerSecond: backlog.slopePerSecond,
    drainSeconds: backlog.drainSeconds ?? Number.NaN,
    ...readFigures(setting, requests.reads.answer, seconds),
  };
}

async function measure(setting: PredictionSetting, seconds: number) {
  const { types, poll, maxEnvironments, players, requestsPerSecond, eventsPerRequest, reads } = setting;
  const stage = PREDICTION_STAGE;
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  const scheduler = new RealScheduler();
  const sign = tokenSigner(loadOrCreateIssuer(ISSUER_DIRECTORY), stage.authentication, scheduler, 3_600);
  const assembly = await synthesize({ stage, catalog: types, outputDirectory: directory });
  const runtime = await startRuntime({
    assemblyDirectory: assembly.directory,
    port: 0,
    awsPort: 0,
    poll,
    maxEnvironments,
    signToken: ({ player, role }) => sign(player, role),
  });
  try {
    const names = Array.from({ length: setting.players }, (_, index) => `player-${index}`);
    const { phones, organiser } = await localCredentials(runtime.url, names, []);
    if (organiser === undefined) throw new Error('the local runtime signs for organisers');
    await createHunt(runtime.url, HUNT, organiser, scheduler);
    if (setting.functions === 'drawn') drawFunctions(runtime.cloud, types, DRAWN_TIMES, scheduler);
    const watched = new WatchedInvocations(runtime.cloud.functions, scheduler);
    let seed = 0;
    const send = (segments: readonly Segment[]): Promise<LoadReport> => {
      seed += 1;
      return runLoad({
        url: runtime.url,
        phones,
        hunt: loadHunt(HUNT),
        templates: types.map(({ type, example, traffic }) => ({ type, example, meanBytes: traffic.meanBytes })),
        mix: mixOf(types),
        batch: { kind: 'mixed', low: eventsPerRequest, high: eventsPerRequest },
        looks:
          reads === undefined
            ? []
            : looksOf(reads).map((look) => ({ ...look, path: `/v1/hunts/${HUNT.huntId}${look.path}` })),
        segments,
        seed,
      });
    };
    const rate = requestsPerSecond * eventsPerRequest;
    const steady = (length: number) => send([{ seconds: length, from: rate, to: rate }]);
    // Each phone sends once: its token is checked, by a function in a thread, and that is no part of what is predicted.
    await send([{ seconds: (2 * players) / requestsPerSecond, from: 0, to: rate }]);
    await drained(runtime, scheduler);
    if (setting.functions === 'real') {
      await steady(CALIBRATION_SECONDS);
      await drained(runtime, scheduler);
    }
    const times = setting.functions === 'drawn' ? DRAWN_TIMES : await calibratedTimes(setting, runtime, scheduler);
    watched.reset();

    const samples: Sample[] = [];
    let isOver = false;
    const sampling = (async () => {
      while (!isOver) {
        samples.push({ at: scheduler.now(), ...totals(runtime), cpu: process.cpuUsage() });
        await sleep(scheduler, SAMPLE_MS);
      }
    })();
    const report = await steady(seconds);
    await drained(runtime, scheduler);
    isOver = true;
    await sampling;
    const endedAt = report.startedAtMs + seconds * 1_000;
    const during = samples.filter(({ at }) => at >= report.startedAtMs && at <= endedAt);
    const [first, last] = [during[0], during.at(-1)];
    if (first === undefined || last === undefined) throw new Error('the run was too short to be sampled');
    const took = (last.at - first.at) / 1_000;
    return {
      times,
      requests: report.requests.sent,
      cores: (last.cpu.user + last.cpu.system - first.cpu.user - first.cpu.system) / 1e6 / took,
      measured: {
        processedPerSecond: (last.processed - first.processed) / took,
        ...percentiles(watched.effects.summary()),
        slopePerSecond: slope(during.slice(Math.floor(during.length / 2))),
        drainSeconds: Math.max(0, (watched.lastEffectAt - endedAt) / 1_000),
        ...readFigures(setting, watched.reads.summary(), seconds),
      },
    };
  } finally {
    await runtime.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * What `calibrate` measures of the runtime since its start. Tokens are known and environments warm by then, and the local
 * bus delivers at once. Types keep the settings of the template that runs: a plan by measured times would have others.
 */
async function calibratedTimes(
  { types }: PredictionSetting,
  { url }: Runtime,
  scheduler: RealScheduler,
): Promise<ServiceTimes> {
  const chain = { types, stage: PREDICTION_STAGE };
  const now = scheduler.now();
  const names = types.map(({ type }) => type);
  const calibration = calibrationOf(
    await measureLocal(url, names, localMetricReader, now),
    chain,
    new Date(now).toISOString(),
  );
  const { delivery: _, ...times } = timesOf(applyCalibration(chain, calibration), calibration);
  return { ...times, authorize: NONE, coldStart: NONE };
}

function percentiles({ p50, p99 }: LatencySummary): Pick<Outcome, 'p50Ms' | 'p99Ms'> {
  return { p50Ms: p50 ?? Number.NaN, p99Ms: p99 ?? Number.NaN };
}

function readFigures({ reads }: PredictionSetting, answers: LatencySummary, seconds: number): Partial<Outcome> {
  if (reads === undefined) return {};
  const { p50Ms, p99Ms } = percentiles(answers);
  return { readsPerSecond: answers.count / seconds, readP50Ms: p50Ms, readP99Ms: p99Ms };
}

interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly processed: number;
  readonly inFlight: number;
  readonly cpu: NodeJS.CpuUsage;
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
