import { describe, expect, it } from 'vitest';
import { built } from '../../../helpers/built-stack.ts';

const ALARM = {
  EvaluationPeriods: 1,
  Threshold: 2,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};

describe('alarms on single shards', () => {
  it('see one shard of a stream that asks for metrics of each', () => {
    const query = (limit: string) => ({
      'Fn::Join': [
        '',
        [
          `SELECT SUM(IncomingRecords) FROM SCHEMA("AWS/Kinesis", ShardId, StreamName) WHERE StreamName = '`,
          { Ref: 'Busy' },
          `' GROUP BY ShardId ORDER BY SUM() DESC${limit}`,
        ],
      ],
    });

    const hot = (limit = '', change = {}) => ({
      Busy: {
        Type: 'AWS::Kinesis::Stream',
        Properties: { ShardCount: 2, DesiredShardLevelMetrics: ['IncomingRecords'] },
      },
      Hot: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { ...ALARM, Metrics: [{ Id: 'query', Expression: query(limit), Period: 60 }], ...change },
      },
    });
    const { scheduler, cloud } = built(hot());
    cloud.alarms.start();
    const stream = cloud.streams.named('watch-Busy');
    const minute = (...records: readonly number[]) => {
      for (const [shard, count] of records.entries()) {
        for (let put = 0; put < count; put += 1) {
          stream.put('key', 'eA==', 1, stream.openShards[shard]?.range.starting);
        }
      }
      scheduler.advance(61_000);
      return cloud.alarms.all()[0]?.state;
    };
    // Four in all are more than the threshold; three in one shard are, too.
    expect(minute(2, 2)).toBe('OK');
    expect(minute(1, 3)).toBe('ALARM');
    expect(
      cloud.metrics.find('AWS/Kinesis', 'IncomingBytes', { StreamName: 'watch-Busy', ShardId: 'shardId-000000000000' }),
    ).toBeUndefined();
    expect(() => built(hot(' LIMIT 1'))).toThrow(/Hot: Metrics: got .*SELECT/s);
    expect(() => built(hot('', { TreatMissingData: 'ignore' }))).toThrow(/TreatMissingData: .*notBreaching/s);
  });

  it('are refused with a metric of a shard that Kinesis does not have', () => {
    const Properties = { ShardCount: 1, DesiredShardLevelMetrics: ['IncomingRecord'] };
    expect(() => built({ Busy: { Type: 'AWS::Kinesis::Stream', Properties } })).toThrow(
      /DesiredShardLevelMetrics: .*ALL, or some of IncomingBytes/s,
    );
  });
});
