import type { MetricQuery, MetricReader } from '../../shared/cloudwatch/metric-reader.ts';
import type { TypePlace } from '../stage-places.ts';

const MINUTE_MS = 60_000;
/** CloudWatch has a minute's figures one or two minutes later; an older figure says nothing about now. */
const RECENT_MINUTES = 5;

const iteratorAge = (FunctionName: string): MetricQuery => ({
  namespace: 'AWS/Lambda',
  name: 'IteratorAge',
  dimensions: { FunctionName },
  statistic: 'Maximum',
});

const ofStream = (StreamName: string, name: string): MetricQuery => ({
  namespace: 'AWS/Kinesis',
  name,
  dimensions: { StreamName },
  statistic: 'Sum',
});

/** How late a type is, and what its stream refuses. */
export interface TypeSignals {
  /** Age of the oldest waiting record in milliseconds; `undefined`: no figure of the last minutes. */
  readonly ageMs: number | undefined;
  /** Records that the stream refused from anybody. */
  readonly throttled: number;
}

/** @param sinceMs refusals of earlier minutes do not count, nor those of the minute itself */
export async function typeSignals(
  metrics: MetricReader,
  { functionName, streamName }: TypePlace,
  sinceMs: number,
  now: number,
): Promise<TypeSignals> {
  const queries = [iteratorAge(functionName), ofStream(streamName, 'WriteProvisionedThroughputExceeded')];
  const from = Math.min(sinceMs, now - RECENT_MINUTES * MINUTE_MS);
  const [ages = new Map(), throttled = new Map()] = await metrics.byMinute(queries, from, now);
  const sinceMinute = Math.floor(sinceMs / MINUTE_MS);
  const recent = [...ages].filter(([minute]) => minute >= Math.floor(now / MINUTE_MS) - RECENT_MINUTES);
  const latest = recent.reduce<readonly [number, number] | undefined>(
    (last, point) => (last === undefined || point[0] > last[0] ? point : last),
    undefined,
  );
  return {
    ageMs: latest?.[1],
    throttled: [...throttled].reduce((sum, [minute, count]) => (minute > sinceMinute ? sum + count : sum), 0),
  };
}

/** Records a second that arrived in a stream within the last minutes. */
export async function arrivingPerSecond(metrics: MetricReader, streamName: string, now: number): Promise<number> {
  const [records] = await metrics.over(
    [ofStream(streamName, 'IncomingRecords')],
    now - RECENT_MINUTES * MINUTE_MS,
    now,
  );
  return (records ?? 0) / (RECENT_MINUTES * 60);
}
