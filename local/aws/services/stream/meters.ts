import type { MetricStore } from '../metrics/metric-store.ts';
import type { ShardObserver } from './shard.ts';
import type { ShardLevelMetric, StreamSettings } from './stream.ts';

type Add = (value: number, now?: number) => void;

/**
 * Metrics of a stream, and those of each shard that it asks for.
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 */
export function streamMeters(
  metrics: MetricStore,
  { name: StreamName, shardLevelMetrics = [] }: Pick<StreamSettings, 'name' | 'shardLevelMetrics'>,
): (shardId: string) => ShardObserver {
  const ofStream = streamMeter(metrics, StreamName);
  if (shardLevelMetrics.length === 0) return () => ofStream;
  return (ShardId) => {
    const meter = (name: ShardLevelMetric): Add =>
      shardLevelMetrics.includes(name) ? metrics.meter('AWS/Kinesis', name, { StreamName, ShardId }) : () => {};
    const ofShard = shardMeter(meter);
    return {
      written: (size, now) => {
        ofStream.written(size, now);
        ofShard.written(size, now);
      },
      writeThrottled: () => {
        ofStream.writeThrottled();
        ofShard.writeThrottled();
      },
      read: (count, size, behind) => {
        ofStream.read(count, size, behind);
        ofShard.read(count, size, behind);
      },
      readThrottled: () => {
        ofStream.readThrottled();
        ofShard.readThrottled();
      },
    };
  };
}

function streamMeter(metrics: MetricStore, StreamName: string): ShardObserver {
  const meter = (name: string) => metrics.meter('AWS/Kinesis', name, { StreamName });
  // What is read has other names than a shard's.
  const names: Partial<Record<ShardLevelMetric, string>> = {
    OutgoingRecords: 'GetRecords.Records',
    OutgoingBytes: 'GetRecords.Bytes',
    IteratorAgeMilliseconds: 'GetRecords.IteratorAgeMilliseconds',
  };
  return shardMeter((name) => meter(names[name] ?? name));
}

function shardMeter(meter: (name: ShardLevelMetric) => Add): ShardObserver {
  const records = meter('IncomingRecords');
  const bytes = meter('IncomingBytes');
  const writeThrottled = meter('WriteProvisionedThroughputExceeded');
  const readThrottled = meter('ReadProvisionedThroughputExceeded');
  const readRecords = meter('OutgoingRecords');
  const readBytes = meter('OutgoingBytes');
  const age = meter('IteratorAgeMilliseconds');
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
