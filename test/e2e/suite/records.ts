import { randomUUID } from 'node:crypto';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordsCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-kinesis';
import type { EventType } from '../../../client/events.ts';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import type { event } from '../hunts.ts';
import { kinesis } from './aws.ts';
import { streamOf } from './deployment.ts';

type Event = ReturnType<typeof event<EventType>>;

/** A record as the rule of `type` writes it: EventBridge's envelope around a player's stamped events. */
export function recordOf(type: string, playerId: string, events: readonly Event[]): string {
  const now = new Date().toISOString();
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source: EVENT_SOURCE,
    account: '000000000000',
    time: `${now.slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: [],
    detail: {
      partitionKey: playerId,
      events: events.map((sent, index) => ({ version: 1, ...sent, receivedAt: now, index, playerId })),
    },
  });
}

/** Puts records into the stream of `type`, past API and bus, in this order. @returns their sequence numbers */
export async function putRecords(type: string, partitionKey: string, records: readonly string[]): Promise<string[]> {
  const { Records = [], FailedRecordCount } = await kinesis.send(
    new PutRecordsCommand({
      StreamName: streamOf(type),
      Records: records.map((data) => ({ PartitionKey: partitionKey, Data: Buffer.from(data) })),
    }),
  );
  if ((FailedRecordCount ?? 0) > 0) throw new Error(`${FailedRecordCount} records were refused`);
  return Records.map(({ SequenceNumber = '' }) => SequenceNumber);
}

export interface StreamReader {
  /** All records since the reader was made, older ones first within a shard. */
  read(): Promise<readonly StreamRecord[]>;
}

/** Reads what is put into the stream of `type` from now on. */
export async function readerOf(type: string): Promise<StreamReader> {
  const StreamName = streamOf(type);
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  const iterators = await Promise.all(
    Shards.map(async ({ ShardId }) => {
      const { ShardIterator } = await kinesis.send(
        new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'LATEST' }),
      );
      return ShardIterator;
    }),
  );
  const records: StreamRecord[] = [];
  return {
    async read() {
      for (const [index, ShardIterator] of iterators.entries()) {
        const { Records = [], NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
        iterators[index] = NextShardIterator;
        records.push(...Records);
      }
      return records;
    },
  };
}
