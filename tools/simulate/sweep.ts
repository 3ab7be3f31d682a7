import { applyChange, type Chain, type Change } from '../../core/capacity/plan/settings.ts';
import { InputError } from '../../core/errors.ts';
import { parseChange } from '../shared/what-if.ts';
import { kneeOf } from './knee.ts';
import type { SimulationOptions } from './options.ts';
import type { Scenario } from './scenario.ts';
import { simulate } from './simulate.ts';

/** A setting and the values to simulate. */
export interface Sweep {
  readonly path: string;
  readonly changes: readonly Change[];
}

export interface SweepPoint {
  readonly value: number;
  /** Latency of the type whose setting it is, or of all types. */
  readonly p50: number | null;
  readonly p99: number | null;
  readonly maxBacklog: number;
  readonly maxIteratorAgeMs: number;
  /** Share of the sent events that were never accepted. */
  readonly refusedShare: number;
  /** Share of the accepted events that were given up. */
  readonly deadShare: number;
  readonly processedPerSecond: number;
  readonly deadLettered: number;
  readonly dollarsPerHour: number;
}

export interface SweepResult {
  readonly scenario: string;
  readonly path: string;
  /** The type whose latency is shown; all types for a setting of the stage. */
  readonly type: string | null;
  readonly objectiveMs: number | null;
  readonly points: readonly SweepPoint[];
  /** The value from which more costs more than it helps, or less stops hurting; `null` if the line has no knee. */
  readonly knee: number | null;
}

/** Parses `location.pinged.batchSize=1..100`. @throws InputError */
export function parseSweep(text: string, points: number, chain: Chain): Sweep {
  const [, path = '', from = '', to = ''] = /^([^=]+)=([\d.]+?)\.\.([\d.]+)$/.exec(text) ?? [];
  const [low, high] = [Number(from), Number(to)];
  if (path === '' || !(low < high)) {
    throw new InputError({
      input: '--sweep',
      received: text,
      allowed: '<type>.<setting>=<from>..<to> or <setting of the stage>=<from>..<to>, with numbers',
      remedy: 'Write for example --sweep location.pinged.batchSize=1..100.',
    });
  }
  // Checks both ends first, so that an error quotes what was written.
  const ends = [parseChange(`${path}=${from}`, chain), parseChange(`${path}=${to}`, chain)];
  const isWhole = Number.isInteger(low) && Number.isInteger(high);
  const values = spread(low, high, points).map((value) => (isWhole ? Math.round(value) : Number(value.toPrecision(4))));
  const [first] = ends;
  return {
    path,
    changes: [...new Set(values)].map((value) => ({ setting: path, ...first, value })),
  };
}

/** Evenly spaced values; in equal ratios if the range spans more than a factor of ten. */
function spread(low: number, high: number, points: number): number[] {
  const geometric = low > 0 && high / low > 10;
  return Array.from({ length: points }, (_, index) => {
    const share = index / (points - 1);
    return geometric ? low * (high / low) ** share : low + share * (high - low);
  });
}

/** Simulates the scenario for each value. @param progressOf makes the callback that receives a run's progress */
export async function runSweep(
  scenario: Scenario,
  { path, changes }: Sweep,
  options: Pick<SimulationOptions, 'seed' | 'poll' | 'times'>,
  progressOf?: (label: string) => SimulationOptions['onProgress'],
): Promise<SweepResult> {
  const type = changes[0]?.type;
  const points: SweepPoint[] = [];
  for (const change of changes) {
    const onProgress = progressOf?.(`${path}=${change.value}`);
    const report = await simulate({
      ...scenario,
      ...options,
      chain: applyChange(scenario.chain, change),
      ...(onProgress !== undefined && { onProgress }),
    });
    const of = report.types.find((each) => each.type === type);
    const { events } = report;
    points.push({
      value: Number(change.value),
      p50: (of ?? report).latency.p50,
      p99: (of ?? report).latency.p99,
      maxBacklog: of?.maxBacklog ?? report.backlog.max,
      maxIteratorAgeMs: Math.max(...(of === undefined ? report.types : [of]).map((each) => each.maxIteratorAgeMs)),
      refusedShare: (events.throttled + events.shed + events.unanswered) / Math.max(1, events.sent),
      deadShare: (of ?? events).deadLettered / Math.max(1, (of ?? events).accepted),
      processedPerSecond: report.throughput.processed,
      deadLettered: (of ?? events).deadLettered,
      dollarsPerHour: ((report.cost?.dollars ?? 0) / report.endedAt) * 3_600,
    });
  }
  const objective = scenario.chain.types.find((each) => each.type === type)?.latencyObjective.milliseconds;
  return {
    scenario: scenario.name,
    path,
    type: type ?? null,
    objectiveMs: objective ?? null,
    points,
    knee: kneeOf(points.map((point) => [point.value, badnessOf(point)])),
  };
}

/**
 * The value to minimise: the latency, by ratio, and with more weight the share of events that are refused or given up.
 */
function badnessOf({ p99, refusedShare, deadShare }: SweepPoint): number {
  return Math.log10(Math.max(1, p99 ?? 1)) + 10 * (refusedShare + deadShare);
}
