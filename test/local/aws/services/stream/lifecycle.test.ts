import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import type { JsonObject } from '../../../../../local/aws/services/operation.ts';
import { streamOperations } from '../../../../../local/aws/services/stream/operations.ts';
import { Streams } from '../../../../../local/aws/services/stream/streams.ts';

function endpoint() {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 23));
  const operations = streamOperations(new Streams(scheduler));
  const call = (operation: string, StreamName: string, more: JsonObject = {}) =>
    operations[operation]?.({ StreamName, ...more }) as JsonObject;
  const status = (name: string) =>
    (call('DescribeStreamSummary', name).StreamDescriptionSummary as JsonObject).StreamStatus;
  const create = (names: readonly string[]) => {
    for (const name of names) call('CreateStream', name, { ShardCount: 1 });
  };
  return { scheduler, call, status, create };
}

const FIVE = ['one', 'two', 'three', 'four', 'five'];
const REFUSAL =
  'This request would exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING for the account 000000000000. Limit: 5.';

describe('the life of a stream (kinesis/latest/APIReference/API_CreateStream.html, API_DeleteStream.html)', () => {
  it('takes records only once it is ACTIVE', () => {
    const { scheduler, call, status, create } = endpoint();
    create(['one']);
    expect(status('one')).toBe('CREATING');
    const put = () => call('PutRecord', 'one', { PartitionKey: 'key', Data: 'eA==' });
    expect(put).toThrow('Stream one under account 000000000000 not found.');
    scheduler.advance(1_000);
    expect(status('one')).toBe('ACTIVE');
    expect(put()).toMatchObject({ ShardId: 'shardId-000000000000' });
  });

  it('keeps its name until the deletion has ended', () => {
    const { scheduler, call, status, create } = endpoint();
    create(['one']);
    expect(() => call('DeleteStream', 'one')).toThrow('not ACTIVE, instead in state CREATING');
    scheduler.advance(1_000);
    call('DeleteStream', 'one');
    expect(status('one')).toBe('DELETING');
    expect(() => create(['one'])).toThrow('already exists');
    scheduler.advance(1_000);
    create(['one']);
  });

  it('refuses a sixth that would be created or deleted at the same time', () => {
    const { scheduler, call, create } = endpoint();
    create(FIVE);
    expect(() => create(['six'])).toThrow(REFUSAL);
    scheduler.advance(1_000);
    create(['six']);
    scheduler.advance(1_000);
    for (const name of FIVE) call('DeleteStream', name);
    expect(() => call('DeleteStream', 'six')).toThrow(REFUSAL);
    expect(() => create(['seven'])).toThrow(REFUSAL);
    scheduler.advance(1_000);
    call('DeleteStream', 'six');
  });
});
