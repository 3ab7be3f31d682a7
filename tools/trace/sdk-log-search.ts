import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  type CloudWatchLogsClientConfig,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { asking, type SdkSettings } from '../shared/aws/sdk-account-reader.ts';
import { sdkMetricReader } from '../shared/cloudwatch/sdk-metric-reader.ts';
import type { LogLine, LogSearch } from './log-search.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html */
const GROUPS_A_QUERY = 50;
/** More lines than one event ever has, unless it was retried for hours. */
const MOST_LINES = 200;
/** GetQueryResults allows ten calls a second (AmazonCloudWatch/latest/logs, cloudwatch_limits_cwl). */
const ASK_EVERY_MS = 500;
/** Logs Insights ends a query after 60 minutes; nobody waits that long at night. */
const MOST_WAIT_MS = 120_000;
const RUNNING = new Set(['Scheduled', 'Running']);

/** Searches with Logs Insights. */
export function sdkLogSearch(settings: SdkSettings, wait: (ms: number) => Promise<unknown> = sleep): LogSearch {
  const client = new CloudWatchLogsClient({ maxAttempts: 3, ...settings } as CloudWatchLogsClientConfig);
  const metrics = sdkMetricReader(settings);
  return {
    async bytes(groups, fromMs, toMs) {
      const queries = groups.map((LogGroupName) => ({
        namespace: 'AWS/Logs',
        name: 'IncomingBytes',
        dimensions: { LogGroupName },
        statistic: 'Sum',
      }));
      const sums = await asking('cloudwatch:GetMetricData', () => metrics.over(queries, fromMs, toMs));
      return sums.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
    },
    async lines(groups, text, fromMs, toMs) {
      const found: LogLine[] = [];
      for (let first = 0; first < groups.length; first += GROUPS_A_QUERY) {
        found.push(...(await query(groups.slice(first, first + GROUPS_A_QUERY), text, fromMs, toMs)));
      }
      return found;
    },
  };

  async function query(logGroupNames: string[], text: string, fromMs: number, toMs: number): Promise<LogLine[]> {
    const { queryId } = await asking('logs:StartQuery', () =>
      client.send(
        new StartQueryCommand({
          logGroupNames,
          startTime: Math.floor(fromMs / 1_000),
          endTime: Math.ceil(toMs / 1_000),
          queryString: `fields @timestamp, @log, @message | filter @message like "${text}" | sort @timestamp asc | limit ${MOST_LINES}`,
        }),
      ),
    );
    for (let waited = 0; waited < MOST_WAIT_MS; waited += ASK_EVERY_MS) {
      const { status = '', results = [] } = await asking('logs:GetQueryResults', () =>
        client.send(new GetQueryResultsCommand({ queryId })),
      );
      if (status === 'Complete') return results.map((fields) => lineOf(fields));
      if (!RUNNING.has(status)) throw new Error(`Logs Insights ended the query as ${status}`);
      await wait(ASK_EVERY_MS);
    }
    throw new Error(`Logs Insights has not answered within ${MOST_WAIT_MS / 1_000} s; search a shorter time`);
  }
}

/** `@log` is `ACCOUNT:GROUP`; `@timestamp` is `2026-11-27 20:00:00.123`, in UTC. */
function lineOf(fields: readonly { readonly field?: string; readonly value?: string }[]): LogLine {
  const textOf = (name: string): string => fields.find(({ field }) => field === name)?.value ?? '';
  return {
    at: Date.parse(`${textOf('@timestamp').replace(' ', 'T')}Z`),
    group: textOf('@log').replace(/^\d{12}:/, ''),
    text: textOf('@message'),
  };
}
