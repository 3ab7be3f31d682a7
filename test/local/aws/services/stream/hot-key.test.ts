import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { SHARD_LIMITS } from '../../../../../local/aws/services/stream/shard-limits.ts';
import { Stream } from '../../../../../local/aws/services/stream/stream.ts';

const SHARDS = 4;
const SECONDS = 20;
/** A rate that the stream accepts if keys are spread evenly. */
const PER_SECOND = 3_000;

/** Counts the refused writes of `SECONDS` of traffic whose keys `keyOf` draws. */
function refused(keyOf: (random: () => number) => string): {
  readonly share: number;
  readonly byShard: readonly number[];
} {
  const scheduler = new VirtualScheduler(0);
  const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/keys';
  const stream = new Stream(
    { name: 'keys', arn, shardCount: SHARDS, retentionHours: 24, mode: 'PROVISIONED' },
    scheduler,
  );
  const random = seededRandom(1);
  let failures = 0;
  for (let tenth = 0; tenth < SECONDS * 10; tenth += 1) {
    for (let record = 0; record < PER_SECOND / 10; record += 1) {
      try {
        stream.put(keyOf(random.unit), 'AAAA', 3);
      } catch {
        failures += 1;
      }
    }
    scheduler.advance(100);
  }
  return {
    share: failures / (SECONDS * PER_SECOND),
    byShard: stream.openShards.map(({ written }) => written.records),
  };
}

/** Draws one of a thousand keys; rank k has a weight of 1/k. */
const ZIPF = Array.from({ length: 1_000 }, (_, index) => 1 / (index + 1));
const ZIPF_SUM = ZIPF.reduce((sum, weight) => sum + weight, 0);
function zipfKey(unit: () => number): string {
  let at = unit() * ZIPF_SUM;
  const rank = ZIPF.findIndex((weight) => {
    at -= weight;
    return at < 0;
  });
  return `player-${rank}`;
}

describe('partition keys (streams/latest/dev/kinesis-record-processor-scaling.html)', () => {
  it('that are spread evenly use all shards, and no write is refused', () => {
    const { share, byShard } = refused((unit) => `player-${Math.floor(unit() * 100_000)}`);
    expect(share).toBe(0);
    expect(Math.min(...byShard)).toBeGreaterThan((SECONDS * PER_SECOND) / SHARDS / 1.1);
  });

  it('with all records on one key fill one shard, and all further writes are refused, for any number of shards', () => {
    const { share, byShard } = refused(() => 'one');
    expect(byShard.filter((records) => records > 0)).toHaveLength(1);
    const taken = SHARD_LIMITS.writeRecordsPerSecond * (SECONDS + 1);
    expect(share).toBeCloseTo(1 - taken / (SECONDS * PER_SECOND), 1);
  });

  it('with a few frequent ones (Zipf) overload these shards while others have capacity', () => {
    const { share, byShard } = refused(zipfKey);
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.5);
    expect(Math.min(...byShard)).toBeLessThan(SHARD_LIMITS.writeRecordsPerSecond * SECONDS * 0.8);
  });
});

describe('a producer that writes a record twice (streams/latest/dev/kinesis-record-processor-duplicates.html)', () => {
  it('writes two records of the same bytes with different sequence numbers', () => {
    const scheduler = new VirtualScheduler(0);
    const arn = 'arn:aws:kinesis:us-east-1:000000000000:stream/keys';
    const stream = new Stream({ name: 'keys', arn, shardCount: 1, retentionHours: 24, mode: 'PROVISIONED' }, scheduler);
    const [first, second] = [stream.put('ada', 'AAAA', 3), stream.put('ada', 'AAAA', 3)];
    expect(first.record.sequenceNumber).not.toBe(second.record.sequenceNumber);
    const records = stream.shard(first.shardId)?.read(0, 10, 0).records ?? [];
    expect(records.map(({ data }) => data)).toEqual(['AAAA', 'AAAA']);
  });
});
