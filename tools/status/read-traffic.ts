import { METRICS_NAMESPACE, REQUESTS_THROTTLED } from '../../core/monitoring/own-metrics.ts';
import { cairnMetric, type MetricQuery, type MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { Refused, Traffic } from './facts.ts';

/** What is shown as "now": long enough for a quiet type, short enough to see what has just changed. */
export const TRAFFIC_SECONDS = 300;

const CAUSES = {
  Throttled: ['throttled', 'PutEvents is throttled or slow, or a player sends too much'],
  Shed: ['shed', 'PutEvents is throttled: sheddable types make room'],
} as const;

const HANDLED = ['Processed', 'Quarantined'] as const;

/**
 * Reads the last minutes of traffic from CloudWatch, which the local runtime has too.
 * @param since when the stage began to run; the time is not longer than that
 */
export async function readTraffic(
  metrics: MetricReader,
  stage: string,
  types: readonly string[],
  now: number,
  since = 0,
): Promise<Traffic> {
  const api: MetricQuery = {
    namespace: 'AWS/ApiGateway',
    name: 'Count',
    dimensions: { ApiName: `cairn-${stage}`, Stage: stage },
    statistic: 'Sum',
  };
  const throttled: MetricQuery = {
    namespace: METRICS_NAMESPACE,
    name: REQUESTS_THROTTLED,
    dimensions: { stage },
    statistic: 'Sum',
  };
  const rejected = (await metrics.dimensions(METRICS_NAMESPACE, 'Rejected')).filter(
    (dimensions) => dimensions.stage === stage && dimensions.code !== undefined,
  );
  const causes = Object.keys(CAUSES) as (keyof typeof CAUSES)[];
  const queries: readonly MetricQuery[] = [
    api,
    throttled,
    ...types.map((type) => cairnMetric(stage, type, 'Accepted', 'Sum')),
    ...types.flatMap((type) => HANDLED.map((name) => cairnMetric(stage, type, name, 'Sum'))),
    ...types.flatMap((type) => causes.map((name) => cairnMetric(stage, type, name, 'Sum'))),
    ...rejected.map((dimensions) => ({ namespace: METRICS_NAMESPACE, name: 'Rejected', dimensions, statistic: 'Sum' })),
  ];
  const seconds = Math.min(TRAFFIC_SECONDS, Math.max(1, (now - since) / 1_000));
  const sums = (await metrics.over(queries, now - seconds * 1_000, now)).map((sum) => sum ?? 0);
  const take = sums.values();
  const next = (): number => take.next().value ?? 0;
  const requests = next();
  const requestsThrottled = next();
  const accepted = Object.fromEntries(types.map((type) => [type, next()]));
  const handled = Object.fromEntries(types.map((type) => [type, HANDLED.reduce((sum) => sum + next(), 0)]));
  const byIngest = types.flatMap((type) =>
    causes.map((name): Refused => {
      const [outcome, cause] = CAUSES[name];
      return { type, outcome, cause, count: next() };
    }),
  );
  const byCode = rejected.map(
    ({ type, code }): Refused => ({
      ...(type !== undefined && { type }),
      outcome: 'rejected',
      cause: code ?? '',
      count: next(),
    }),
  );
  const byApi: Refused = {
    outcome: 'throttled',
    cause: 'requests answered 429: more than the stage admits',
    count: requestsThrottled,
  };
  return {
    seconds,
    requests,
    accepted,
    handled,
    refused: [byApi, ...byIngest, ...byCode].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count),
  };
}
