import { InputError } from '../../errors.ts';
import type { Random } from '../../random.ts';

/**
 * Points of a measured distribution: `share` of all values are at most `milliseconds`. Shares rise from 0 (the least
 * value) to 1 (the greatest); milliseconds never fall. At least two points.
 */
export type Quantiles = readonly (readonly [share: number, milliseconds: number])[];

/** How long something takes, as a distribution: a mean alone hides what waits behind the slow ones. */
export type ServiceTimeDistribution =
  | { readonly kind: 'constant'; readonly meanMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  /** `variation`: squared coefficient of variation; 1 is that of an exponential distribution. Above 0. */
  | { readonly kind: 'lognormal'; readonly meanMs: number; readonly variation: number }
  /** Measured; values spread evenly between two points. */
  | { readonly kind: 'quantiles'; readonly quantiles: Quantiles };

/** The time of a batch: one invocation, and each of its records. */
export interface HandlerTime {
  readonly invocation: ServiceTimeDistribution;
  readonly record: ServiceTimeDistribution;
}

/** Mean in milliseconds. */
export function meanOf(distribution: ServiceTimeDistribution): number {
  if (distribution.kind !== 'quantiles') return distribution.meanMs;
  let mean = 0;
  pairs(distribution.quantiles, ([fromShare, fromMs], [toShare, toMs]) => {
    mean += ((toShare - fromShare) * (fromMs + toMs)) / 2;
  });
  return mean;
}

/** Squared coefficient of variation: variance ÷ mean². 0 if the mean is 0. */
export function variationOf(distribution: ServiceTimeDistribution): number {
  switch (distribution.kind) {
    case 'constant':
      return 0;
    case 'exponential':
      return 1;
    case 'lognormal':
      return distribution.variation;
    case 'quantiles': {
      let square = 0;
      pairs(distribution.quantiles, ([fromShare, fromMs], [toShare, toMs]) => {
        square += ((toShare - fromShare) * (fromMs * fromMs + fromMs * toMs + toMs * toMs)) / 3;
      });
      const mean = meanOf(distribution);
      return mean === 0 ? 0 : square / (mean * mean) - 1;
    }
  }
}

/** The same distribution, `factor` times as long. @param factor ≥ 0 */
export function scaled(distribution: ServiceTimeDistribution, factor: number): ServiceTimeDistribution {
  if (distribution.kind !== 'quantiles') return { ...distribution, meanMs: distribution.meanMs * factor };
  return { ...distribution, quantiles: distribution.quantiles.map(([share, ms]) => [share, ms * factor] as const) };
}

/**
 * Returns a function that draws one value in milliseconds, ≥ 0, at each call.
 * @throws InputError for quantiles that do not rise from 0 to 1
 */
export function sampler(distribution: ServiceTimeDistribution, random: Random): () => number {
  switch (distribution.kind) {
    case 'constant':
      return () => distribution.meanMs;
    case 'exponential':
      return () => -Math.log(1 - random.unit()) * distribution.meanMs;
    case 'lognormal': {
      const variance = Math.log(1 + distribution.variation);
      const middle = distribution.meanMs * Math.exp(-variance / 2);
      const deviation = Math.sqrt(variance);
      const normal = normalSampler(random);
      return () => middle * Math.exp(deviation * normal());
    }
    case 'quantiles': {
      const points = checkQuantiles(distribution.quantiles);
      return () => quantileAt(points, random.unit());
    }
  }
}

/** The value below which `share` of the distribution lies; linear between points. @param share 0–1 */
export function quantileAt(points: Quantiles, share: number): number {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[0] ?? 1) <= share) low = middle;
    else high = middle;
  }
  const [fromShare, fromMs] = points[low] ?? [0, 0];
  const [toShare, toMs] = points[high] ?? [1, fromMs];
  if (toShare <= fromShare) return toMs;
  return fromMs + ((share - fromShare) / (toShare - fromShare)) * (toMs - fromMs);
}

/** Returns the quantiles if they are valid. @throws InputError */
export function checkQuantiles(quantiles: Quantiles, input = 'quantiles'): Quantiles {
  const rises = quantiles.every(([share, ms], index) => {
    const [before, beforeMs] = quantiles[index - 1] ?? [-1, 0];
    return Number.isFinite(ms) && ms >= beforeMs && share > before;
  });
  if (rises && quantiles.length > 1 && quantiles[0]?.[0] === 0 && quantiles.at(-1)?.[0] === 1) return quantiles;
  throw new InputError({
    input,
    received: quantiles,
    allowed:
      'two or more pairs [share, milliseconds]: shares rise from 0 to 1, milliseconds are 0 or more and never fall',
    remedy: 'Measure them again with npm run cairn -- calibrate, or correct the file.',
  });
}

/** Standard normal values, two from each pair of draws (Box and Muller 1958). */
function normalSampler(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    const angle = 2 * Math.PI * random.unit();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

type Point = readonly [share: number, milliseconds: number];

function pairs(quantiles: Quantiles, visit: (from: Point, to: Point) => void): void {
  for (let index = 1; index < quantiles.length; index += 1) {
    const [from, to] = [quantiles[index - 1], quantiles[index]];
    if (from !== undefined && to !== undefined) visit(from, to);
  }
}
