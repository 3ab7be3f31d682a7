import type { LatencyObjective } from '../../core/capacity/model/workload.ts';
import { closest } from '../../core/closest.ts';
import { InputError } from '../../core/errors.ts';
import type { LoadResult, Verdict } from './load-result.ts';

/** A bound on one figure of a run. */
export interface Objective {
  /** As written on the command line. */
  readonly text: string;
  readonly measure: string;
  readonly comparison: Comparison;
  /** Milliseconds, a share of 1, or events. */
  readonly bound: number;
}

const COMPARISONS = {
  '<=': (value: number, bound: number) => value <= bound,
  '>=': (value: number, bound: number) => value >= bound,
  '<': (value: number, bound: number) => value < bound,
  '>': (value: number, bound: number) => value > bound,
  '=': (value: number, bound: number) => value === bound,
} as const;
type Comparison = keyof typeof COMPARISONS;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, '%': 0.01, '': 1 };

type Measure = (result: LoadResult) => number | null;
const share = (of: (result: LoadResult) => number): Measure => {
  return (result) => (result.load.events.sent === 0 ? null : of(result) / result.load.events.sent);
};

/**
 * What an objective can be about. `TYPE.p99` and the like are possible too: the latency to the effect of one event
 * type.
 */
const MEASURES: Readonly<Record<string, Measure>> = {
  p50: ({ load }) => load.latencyMs.p50,
  p90: ({ load }) => load.latencyMs.p90,
  p95: ({ load }) => load.latencyMs.p95,
  p99: ({ load }) => load.latencyMs.p99,
  'p99.9': ({ load }) => load.latencyMs.p999,
  max: ({ load }) => load.latencyMs.max,
  accepted: share(({ load }) => load.events.accepted),
  rejected: share(({ load }) => load.events.rejected),
  throttled: share(({ load }) => load.events.throttled),
  shed: share(({ load }) => load.events.shed),
  refused: share(({ load: { events } }) => events.rejected + events.throttled + events.shed),
  unanswered: share(({ load }) => load.events.unanswered),
  unsent: ({ load }) => load.events.unsent,
  unaccounted: ({ ledger }) => ledger.unaccounted,
  contradictions: ({ ledger }) => ledger.contradictions.length,
  'schedule.p99': ({ load }) => load.scheduleErrorMs.p99,
};

const FORM = /^([a-z][a-z0-9.]*)\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*(ms|s|%|)$/;

/**
 * Parses an objective such as `p99<1000ms`, `unaccounted=0`, `refused<1%` or `clue.solved.p99<2s`.
 * @throws InputError
 */
export function parseObjective(text: string, types: readonly string[]): Objective {
  const [, measure = '', comparison = '', number = '', unit = ''] = FORM.exec(text.trim()) ?? [];
  const [, type] = /^(.+)\.p\d+(?:\.\d+)?$/.exec(measure) ?? [];
  const known = Object.hasOwn(MEASURES, measure) || (type !== undefined && types.includes(type));
  if (known) return { text, measure, comparison: comparison as Comparison, bound: Number(number) * (UNITS[unit] ?? 1) };
  const measures = [...Object.keys(MEASURES), ...types.map((name) => `${name}.p99`)];
  const meant = closest(measure, measures);
  throw new InputError({
    input: '--objective',
    received: text,
    allowed: `MEASURE<NUMBER with ms, s, % or nothing; measures are ${measures.join(', ')}`,
    remedy:
      meant === undefined || meant === measure
        ? "Write for example --objective 'p99<1000ms'."
        : `Did you mean "${meant}"?`,
  });
}

/** No event unaccounted for, and the latency objectives of the types that were sent. */
export function defaultObjectives(
  types: readonly { readonly type: string; readonly latencyObjective: LatencyObjective }[],
): readonly Objective[] {
  const texts = [
    'unaccounted=0',
    'contradictions=0',
    ...types.map(
      ({ type, latencyObjective: { percentile, milliseconds } }) => `${type}.p${percentile}<=${milliseconds}ms`,
    ),
  ];
  const names = types.map(({ type }) => type);
  return texts.map((text) => parseObjective(text, names));
}

export function judge({ text, measure, comparison, bound }: Objective, result: LoadResult): Verdict {
  const measured = (Object.hasOwn(MEASURES, measure) ? MEASURES[measure]?.(result) : ofType(measure, result)) ?? null;
  return { objective: text, measured, met: measured !== null && COMPARISONS[comparison](measured, bound) };
}

function ofType(measure: string, { endToEnd }: LoadResult): number | null {
  const [, type = '', percentile = ''] = /^(.+)\.p(\d+(?:\.\d+)?)$/.exec(measure) ?? [];
  const measured = endToEnd[type];
  if (measured === undefined) return null;
  if (Number(percentile) === measured.percentile) return measured.percentileMs;
  if (percentile === '50') return measured.p50Ms;
  return percentile === '99' ? measured.p99Ms : null;
}
