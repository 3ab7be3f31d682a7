import { CloudWatchClient, type CloudWatchClientConfig, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { MetricReader } from './metric-reader.ts';

const MINUTE_MS = 60_000;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_A_CALL = 500;

/** CloudWatch by the SDK. @param settings @default region and credentials of the environment */
export function sdkMetricReader(settings: CloudWatchClientConfig = {}): MetricReader {
  const client = new CloudWatchClient(settings);
  return {
    async over(queries, fromMs, toMs) {
      const from = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
      const to = Math.max(from + MINUTE_MS, Math.ceil(toMs / MINUTE_MS) * MINUTE_MS);
      const values: (number | undefined)[] = [];
      for (let first = 0; first < queries.length; first += QUERIES_A_CALL) {
        const some = queries.slice(first, first + QUERIES_A_CALL);
        const { MetricDataResults = [] } = await client.send(
          new GetMetricDataCommand({
            StartTime: new Date(from),
            EndTime: new Date(to),
            MetricDataQueries: some.map(({ namespace, name, dimensions, statistic }, index) => ({
              Id: `q${index}`,
              MetricStat: {
                Metric: {
                  Namespace: namespace,
                  MetricName: name,
                  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
                },
                // One period over all: percentiles of minutes cannot be put together.
                Period: (to - from) / 1_000,
                Stat: statistic,
              },
            })),
          }),
        );
        const byId = new Map(MetricDataResults.map(({ Id, Values }) => [Id, Values?.[0]]));
        values.push(...some.map((_, index) => byId.get(`q${index}`)));
      }
      return values;
    },
  };
}

/** The local runtime's CloudWatch. */
export function localMetricReader(awsUrl: string): MetricReader {
  return sdkMetricReader({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}
