import type { MetricStore } from '../metrics/metric-store.ts';
import type { ShardObserver } from './shard.ts';

/** @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
export function streamMeter(metrics: MetricStore, StreamName: string): ShardObserver {
  const meter = (name: string) => metrics.meter('AWS/Kinesis', name, { StreamName });
  const records = meter('IncomingRecords');
  const bytes = meter('IncomingBytes');
  const writeThrottled = meter('WriteProvisionedThroughputExceeded');
  const readThrottled = meter('ReadProvisionedThroughputExceeded');
  const readRecords = meter('GetRecords.Records');
  const readBytes = meter('GetRecords.Bytes');
  const age = meter('GetRecords.IteratorAgeMilliseconds');
  return {
    written: (size, now) => {
      records(1, now);
      bytes(size, now);
    },
    writeThrottled: () => writeThrottled(1),
    read: (count, size, behind) => {
      readRecords(count);
      readBytes(size);
      age(behind);
    },
    readThrottled: () => readThrottled(1),
  };
}
