import { ASSUMED_SERVICE_TIME } from '../../core/capacity/model/service-time.ts';
import type { Quantiles } from '../../core/capacity/model/service-time-distribution.ts';
import type { MeasuredBatch } from './measured-chain.ts';

/** The time of batches, `invocationMs + recordMs × records`, and how it spreads around that line. */
export interface FittedServiceTime {
  readonly invocationMs: number;
  readonly recordMs: number;
  readonly variation: number;
  readonly invocationQuantiles: Quantiles;
}

/** Fewest invocations that give a useful fit. */
export const FEWEST_INVOCATIONS = 20;
/** Least time of a record that the fit returns: with 0, batches of any size would be free. */
const LEAST_RECORD_MS = 0.01;
const SHARES = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

/**
 * Fits a straight line to batches by weighted least squares, with neither part below 0. If all batches are of about one
 * size, the two parts cannot be separated, and keep the assumed proportion.
 * @returns `undefined` for fewer than FEWEST_INVOCATIONS
 */
export function fitServiceTime(batches: readonly MeasuredBatch[]): FittedServiceTime | undefined {
  const invocations = batches.reduce((sum, batch) => sum + batch.invocations, 0);
  if (invocations < FEWEST_INVOCATIONS) return undefined;
  const mean = (of: (batch: MeasuredBatch) => number): number =>
    batches.reduce((sum, batch) => sum + of(batch) * batch.invocations, 0) / invocations;
  const meanRecords = mean(({ records }) => records);
  const meanMs = mean(({ milliseconds }) => milliseconds);
  const { invocationMs, recordMs } = line(meanRecords, meanMs, mean);
  const residual = ({ records, milliseconds }: MeasuredBatch): number =>
    milliseconds - invocationMs - recordMs * records;
  // The time of a batch of n records with independent times varies 1 ÷ n as much as that of one record.
  const variation = meanMs === 0 ? 0 : (meanRecords * mean((batch) => residual(batch) ** 2)) / meanMs ** 2;
  const parts = batches
    .map((batch) => [Math.max(0, invocationMs + residual(batch)), batch.invocations] as const)
    .sort(([a], [b]) => a - b);
  return {
    invocationMs: round(invocationMs),
    recordMs: round(Math.max(LEAST_RECORD_MS, recordMs)),
    variation: round(Math.min(10_000, variation)),
    invocationQuantiles: SHARES.map((share) => [share, round(weightedQuantile(parts, share * invocations))] as const),
  };
}

function line(
  meanRecords: number,
  meanMs: number,
  mean: (of: (batch: MeasuredBatch) => number) => number,
): { readonly invocationMs: number; readonly recordMs: number } {
  const spread = mean(({ records }) => (records - meanRecords) ** 2);
  const together = mean(({ records, milliseconds }) => (records - meanRecords) * (milliseconds - meanMs));
  const assumed = ASSUMED_SERVICE_TIME.invocationMs + ASSUMED_SERVICE_TIME.recordMs * meanRecords;
  const scale = meanMs / assumed;
  // A spread below half a record does not show what a record costs.
  if (spread < 0.25 || together <= 0) {
    return {
      invocationMs: ASSUMED_SERVICE_TIME.invocationMs * scale,
      recordMs: ASSUMED_SERVICE_TIME.recordMs * scale,
    };
  }
  const recordMs = together / spread;
  const invocationMs = meanMs - recordMs * meanRecords;
  return invocationMs >= 0 ? { invocationMs, recordMs } : { invocationMs: 0, recordMs: meanMs / meanRecords };
}

function weightedQuantile(sorted: readonly (readonly [number, number])[], wanted: number): number {
  let seen = 0;
  for (const [value, weight] of sorted) {
    seen += weight;
    if (seen >= wanted) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
