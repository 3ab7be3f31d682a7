import type { Outcome } from './prediction.ts';

/** One figure, predicted and measured. */
export interface ComparedFigure {
  readonly predicted: number;
  readonly measured: number;
  /** Of the measured one from the predicted one, in percent. */
  readonly percent: number;
  /** Percent that are allowed either way; left out where there is nothing to hold the figure against. */
  readonly bound?: number;
  readonly met?: boolean;
}

/** Percent by which a measured figure may differ from the predicted one. */
const BOUNDS: Readonly<Record<keyof Outcome, number>> = {
  processedPerSecond: 2,
  p50Ms: 10,
  p99Ms: 10,
  slopePerSecond: 6,
  drainSeconds: 6,
  readsPerSecond: 2,
  readP50Ms: 10,
  readP99Ms: 10,
};
/** Of the throughput, the growth of the backlog above which a setting is too much for its handlers. */
const GROWS = 0.05;

/** Each figure of a setting. Below capacity the backlog's growth and its drain are about 0, and are not judged. */
export function compareOutcomes(
  predicted: Outcome,
  measured: Outcome,
): Readonly<Partial<Record<keyof Outcome, ComparedFigure>>> {
  const grows = predicted.slopePerSecond > GROWS * predicted.processedPerSecond;
  const figures = Object.entries(BOUNDS) as [keyof Outcome, number][];
  return Object.fromEntries(
    figures.flatMap(([name, bound]) => {
      const [from, to] = [predicted[name], measured[name]];
      if (from === undefined || to === undefined) return [];
      const percent = (to / from - 1) * 100;
      const isJudged = grows || (name !== 'slopePerSecond' && name !== 'drainSeconds');
      const figure: ComparedFigure = {
        predicted: round(from),
        measured: round(to),
        percent: round(percent),
        ...(isJudged && { bound, met: Math.abs(percent) <= bound }),
      };
      return [[name, figure]];
    }),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
