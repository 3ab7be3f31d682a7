import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { Streams } from '../../../../../local/aws/services/stream/streams.ts';
import { DAY_MS, historyOf, MIB, START } from './held-bytes.ts';

describe('streams', () => {
  const RECORD = Buffer.from('y'.repeat(900));
  const streamOf = (scheduler: VirtualScheduler, memory: MemoryBudget, shardCount = 1) => {
    const streams = new Streams(scheduler, { memory });
    const settings = { name: 's', arn: 'arn:s', shardCount, retentionHours: 24, mode: 'PROVISIONED' } as const;
    const stream = streams.create(settings).activate();
    const put = (key: string): void => {
      stream.put(key, RECORD.toString('base64'), RECORD.length);
    };
    return { streams, stream, put };
  };

  it('never drop a record that a mapping has not read, and release it once it has', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const { stream, put } = streamOf(scheduler, memory);
    const [shard] = stream.openShards;
    let position = 0;
    shard?.addConsumer(
      () => position,
      () => {},
    );
    for (let index = 0; index < 700; index += 1) put('key');
    expect([shard?.read(0, 1_000, START).records.length, memory.isFull]).toEqual([700, true]);
    position = 700;
    shard?.consumed();
    expect(memory.isFull).toBe(false);
    expect(memory.figures().waitingBytes).toEqual({ 'unread stream records': 0 });
    // A 32nd of 1 MiB, of records of 1,583 bytes.
    expect(shard?.read(0, 1_000, START).records.length).toBe(20);
    expect(historyOf(memory, 'read stream records')?.letGo).toBe(680);
  });

  it('drop the oldest record that was read, in any shard', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(2 * MIB);
    const { stream, put } = streamOf(scheduler, memory, 2);
    for (const shard of stream.openShards) {
      shard.addConsumer(
        () => shard.nextIndex,
        () => {},
      );
    }
    // "a" and "b" are of different shards.
    for (let index = 0; index < 30; index += 1) put('a');
    scheduler.advance(1_000);
    for (let index = 0; index < 30; index += 1) put('b');
    for (const shard of stream.openShards) shard.consumed();
    const kept = (key: string) =>
      stream.openShards.map(
        (shard) => shard.read(0, 100, START + 1_000).records.filter((record) => record.partitionKey === key).length,
      );
    expect([Math.max(...kept('a')), Math.max(...kept('b'))]).toEqual([11, 30]);
  });

  it('count a record that no mapping reads as read once GetRecords has returned it', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const { stream, put } = streamOf(scheduler, memory);
    for (let index = 0; index < 10; index += 1) put('key');
    const [shard] = stream.openShards;
    expect(shard?.read(0, 4, START).records).toHaveLength(4);
    expect(memory.figures().waitingBytes['unread stream records']).toBe(6 * 1_583);
    expect(historyOf(memory, 'read stream records')?.bytes).toBe(4 * 1_583);
  });

  it('release all memory at the end of retention, and when a stream is deleted', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const { streams, stream, put } = streamOf(scheduler, memory);
    const [shard] = stream.openShards;
    for (let index = 0; index < 10; index += 1) put('key');
    shard?.read(0, 4, START);
    scheduler.advance(DAY_MS + 1);
    put('key');
    expect(memory.figures().waitingBytes['unread stream records']).toBe(1_583);
    expect(historyOf(memory, 'read stream records')?.bytes).toBe(0);
    streams.delete(stream);
    scheduler.advance(10_000);
    expect(memory.figures().waitingBytes['unread stream records']).toBe(0);
  });
});
