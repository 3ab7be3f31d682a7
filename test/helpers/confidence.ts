/** Student's t at 99.5 % with 19 degrees of freedom: a two-sided interval of 99 % from 20 batches. */
const T = 2.861;
const BATCHES = 20;

export interface Interval {
  readonly mean: number;
  /** Half of the interval's width. */
  readonly within: number;
}

/**
 * The 99 % confidence interval of a mean by batch means: values of a queue depend on their neighbours, means of long
 * batches hardly do.
 */
export function confidence(values: readonly number[]): Interval {
  const size = Math.floor(values.length / BATCHES);
  const means = Array.from({ length: BATCHES }, (_, batch) => mean(values.slice(batch * size, (batch + 1) * size)));
  const centre = mean(means);
  const variance = means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (BATCHES - 1);
  return { mean: centre, within: T * Math.sqrt(variance / BATCHES) };
}

export function holds({ mean: centre, within }: Interval, value: number): boolean {
  return Math.abs(value - centre) <= within;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
