import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { planChain } from '../../core/capacity/plan/chain.ts';
import { chainCost } from '../../core/capacity/plan/cost.ts';
import { applyChange } from '../../core/capacity/plan/settings.ts';
import { chartSvg } from '../shared/page/chart-svg.ts';
import { readScenario, type Scenario } from './scenario.ts';
import { handlerTime } from './service-times.ts';
import { parseSweep, runSweep, type Sweep } from './sweep.ts';
import { sweepCharts } from './sweep-charts.ts';

/** A plot of docs/configuration.md: the effect of an option that is too low or too high. */
export interface Plot {
  /** The option's name in the guide; also the file's name. */
  readonly option: string;
  /** `<path>=<from>..<to>`. */
  readonly sweep: string;
  readonly points: number;
  readonly shows: readonly ('latency' | 'backlog' | 'refused' | 'deadLetters' | 'cost')[];
  /** Settings besides those that all plots share, in the form of `--set`. */
  readonly set?: readonly string[];
  /** Fields of the scenario besides those that all plots share. */
  readonly more: string;
}

/**
 * Only pings, at their peak, with figures of their own, so that a change of the shipped catalog or its stages does not
 * change the curves.
 */
const SHARED = `says: Pings at their peak.
drainSeconds: 30
types:
  - type: location.pinged
    priority: sheddable
    traffic: { peakEventsPerSecond: 8500, meanBytes: 300, shape: start-burst, meanEventsPerRequest: 17 }
`;
const STAGE = ['region=us-east-1', 'trafficScale=1', 'throttle.requestsPerSecond=2500', 'throttle.burst=2500'];
const SEED = 1;

export const PLOTS: readonly Plot[] = [
  {
    option: 'batchSize',
    sweep: 'location.pinged.batchSize=1..200',
    points: 10,
    shows: ['latency', 'cost'],
    set: ['location.pinged.parallelizationFactor=1'],
    more: 'seconds: 60\n',
  },
  {
    option: 'batchingWindowSeconds',
    sweep: 'location.pinged.batchingWindowSeconds=0..10',
    points: 11,
    shows: ['latency', 'cost'],
    set: ['location.pinged.batchSize=2000'],
    more: 'seconds: 60\n',
  },
  {
    option: 'parallelizationFactor',
    sweep: 'location.pinged.parallelizationFactor=1..10',
    points: 10,
    shows: ['latency', 'backlog'],
    set: ['location.pinged.batchSize=1', 'location.pinged.reservedConcurrency=100'],
    more: 'seconds: 60\ndisturbances: [{ slow: handlers, factor: 3, at: 0, seconds: 600 }]\n',
  },
  {
    option: 'reservedConcurrency',
    sweep: 'location.pinged.reservedConcurrency=1..12',
    points: 12,
    shows: ['latency', 'backlog'],
    more: 'seconds: 60\n',
  },
  {
    option: 'memoryMb',
    sweep: 'location.pinged.memoryMb=128..4096',
    points: 11,
    shows: ['latency', 'cost'],
    set: ['location.pinged.parallelizationFactor=1', 'location.pinged.batchSize=20'],
    more: 'seconds: 60\n',
  },
  {
    option: 'retryAttempts',
    sweep: 'location.pinged.retryAttempts=0..8',
    points: 9,
    shows: ['deadLetters', 'latency'],
    more: 'seconds: 60\ndisturbances: [{ failing: location.pinged, at: 20, seconds: 15 }]\n',
  },
  {
    option: 'maxRecordAgeSeconds',
    sweep: 'location.pinged.maxRecordAgeSeconds=60..900',
    points: 8,
    shows: ['deadLetters', 'latency'],
    more: 'seconds: 400\ndisturbances: [{ stopped: location.pinged, at: 20, seconds: 300 }]\n',
  },
  {
    option: 'throttle.requestsPerSecond',
    sweep: 'throttle.requestsPerSecond=200..2000',
    points: 10,
    shows: ['refused', 'backlog'],
    set: ['throttle.burst=200'],
    more: 'seconds: 60\ntraffic: { load: [{ at: 0, ofPeak: 3 }] }\n',
  },
  {
    option: 'throttle.burst',
    sweep: 'throttle.burst=1..1000',
    points: 10,
    shows: ['refused'],
    set: ['throttle.requestsPerSecond=530'],
    more: 'seconds: 60\n',
  },
  {
    option: 'maxEventsPerEntry',
    sweep: 'location.pinged.maxEventsPerEntry=1..100',
    points: 10,
    shows: ['cost', 'latency'],
    more: 'seconds: 60\n',
  },
  {
    option: 'traffic.hottestKeyShare',
    sweep: 'location.pinged.traffic.hottestKeyShare=0.001..1',
    points: 10,
    shows: ['latency', 'backlog'],
    more: 'seconds: 60\n',
  },
];

function scenarioOf({ option, set = [], more }: Plot): Scenario {
  return readScenario(option, `${SHARED}${more}set: [${[...STAGE, ...set].join(', ')}]\n`);
}

function sweepOf(plot: Plot, scenario: Scenario): Sweep {
  return parseSweep(plot.sweep, plot.points, scenario.chain);
}

/** Hash of all inputs of a plot: the scenario, and the chain as sized for each value. */
export function inputHash(plot: Plot): string {
  const scenario = scenarioOf(plot);
  const { changes } = sweepOf(plot, scenario);
  const chains = changes.map((change) => {
    const { types, stage } = applyChange(scenario.chain, change);
    const plan = planChain(types, stage);
    const { api, functions, types: ofTypes } = plan.topology;
    const keys = plan.types.map(({ hottestKeyShare }) => hottestKeyShare);
    return [stage.region, api, functions, ofTypes, keys, chainCost(plan).lines];
  });
  const { chain: _chain, ...played } = scenario;
  const inputs = JSON.stringify([plot, played, chains, handlerTime(1_024), SEED], (key, value) =>
    key === 'reason' ? undefined : value,
  );
  return createHash('sha256').update(inputs).digest('hex').slice(0, 16);
}

/** The first text in a plot's file. */
function freshnessMark(plot: Plot): string {
  return `npm run docs; inputs ${inputHash(plot)}`;
}

/** `true` if the plot's file in `directory` was made from the present catalog and model. */
export function isFresh(directory: string, plot: Plot): boolean {
  const file = plotFile(directory, plot);
  return existsSync(file) && readFileSync(file, 'utf8').includes(`<desc>${freshnessMark(plot)}</desc>`);
}

/** Simulates a plot and writes its file into `directory`. Returns the file's path. */
export async function writePlot(directory: string, plot: Plot): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const scenario = scenarioOf(plot);
  const charts = sweepCharts(await runSweep(scenario, sweepOf(plot, scenario), { seed: SEED }));
  const file = plotFile(directory, plot);
  writeFileSync(
    file,
    chartSvg(
      plot.shows.map((name) => charts[name]),
      freshnessMark(plot),
    ),
  );
  return file;
}

function plotFile(directory: string, { option }: Plot): string {
  return path.join(directory, `${option}.svg`);
}
