import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  GetMetricDataCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import type { MetricQuery, MetricReader } from './metric-reader.ts';

const MINUTE_MS = 60_000;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_A_CALL = 500;

/** Reads CloudWatch with the SDK. @param settings @default region and credentials of the environment */
export function sdkMetricReader(settings: CloudWatchClientConfig = {}): MetricReader {
  const client = new CloudWatchClient(settings);
  return {
    async over(queries, fromMs, toMs) {
      const from = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
      const to = Math.max(from + MINUTE_MS, Math.ceil(toMs / MINUTE_MS) * MINUTE_MS);
      // One period for the whole span, because percentiles of minutes cannot be combined.
      const points = await read(client, queries, from, to, (to - from) / 1_000);
      return points.map((values) => values.values().next().value);
    },
    byMinute: (queries, fromMs, toMs) =>
      read(client, queries, Math.floor(fromMs / MINUTE_MS) * MINUTE_MS, toMs, MINUTE_MS / 1_000),
    async dimensions(namespace, name) {
      const found: Record<string, string>[] = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new ListMetricsCommand({
            Namespace: namespace,
            MetricName: name,
            ...(NextToken !== undefined && { NextToken }),
          }),
        );
        for (const { Dimensions = [] } of page.Metrics ?? []) {
          found.push(Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name ?? '', Value ?? ''])));
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return found;
    },
  };
}

/** Reads the local runtime's CloudWatch. */
export function localMetricReader(awsUrl: string): MetricReader {
  return sdkMetricReader({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** Values of each query by minutes since the epoch. */
async function read(
  client: CloudWatchClient,
  queries: readonly MetricQuery[],
  from: number,
  to: number,
  periodSeconds: number,
): Promise<ReadonlyMap<number, number>[]> {
  const points: Map<number, number>[] = queries.map(() => new Map());
  for (let first = 0; first < queries.length; first += QUERIES_A_CALL) {
    const MetricDataQueries = queries.slice(first, first + QUERIES_A_CALL).map((query, index) => ({
      Id: `q${first + index}`,
      MetricStat: {
        Metric: {
          Namespace: query.namespace,
          MetricName: query.name,
          Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: periodSeconds,
        Stat: query.statistic,
      },
    }));
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(from),
          EndTime: new Date(to),
          MetricDataQueries,
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
      for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
        const own = points[Number(Id.slice(1))];
        for (const [index, at] of Timestamps.entries()) {
          own?.set(Math.floor(at.getTime() / MINUTE_MS), Values[index] ?? 0);
        }
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return points;
}
