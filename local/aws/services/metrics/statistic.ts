import { ServiceError } from '../service-error.ts';
import { type Datapoint, valueOfRank } from './series.ts';

/** Computes a number from a period's values. */
export type Statistic = (datapoint: Datapoint) => number;

const NAMED: Readonly<Record<string, Statistic>> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
};

/**
 * Finds a statistic by name: `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile from `p0` to
 * `p100`.
 * @throws ServiceError for one that has no local model, such as `tm99`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function statisticNamed(name: string): Statistic {
  const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (named !== undefined) return named;
  const percent = percentOf(name);
  if (percent === undefined) {
    throw new ServiceError(
      'InvalidParameterValueException',
      `not implemented by the local runtime: CloudWatch statistic ${name}`,
    );
  }
  return (datapoint) => percentile(datapoint, percent);
}

/** 99 of `p99`; `undefined` of what is no percentile. */
export function percentOf(statistic: string): number | undefined {
  const percent = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(statistic)?.[1];
  return percent === undefined ? undefined : Number(percent);
}

function percentile({ ranks, count, minimum, maximum }: Datapoint, percent: number): number {
  if (ranks === undefined) return maximum;
  const wanted = Math.max(1, Math.ceil((count * percent) / 100));
  let seen = 0;
  for (let rank = 0; rank < ranks.length; rank += 1) {
    seen += ranks[rank] ?? 0;
    if (seen >= wanted) return Math.min(maximum, Math.max(minimum, valueOfRank(rank)));
  }
  return maximum;
}
