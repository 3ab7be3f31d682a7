/** A limit of AWS with the page that states it and the day it was read. */
export interface Limit {
  readonly value: number;
  readonly unit: string;
  readonly page: string;
  /** ISO date. */
  readonly read: string;
  /** Set where no AWS page was found: whoever shows the figure says so. */
  readonly unconfirmed?: true;
}

const READ = '2026-11';

/** The limits that more than one part of Cairn holds itself to. */
export const LIMITS = {
  kinesisShardRecordsPerSecond: {
    value: 1_000,
    unit: 'records/s a shard',
    page: 'streams/latest/dev/service-sizes-and-limits.html',
    read: READ,
  },
  kinesisShardBytesPerSecond: {
    value: 1_048_576,
    unit: 'bytes/s a shard',
    page: 'streams/latest/dev/service-sizes-and-limits.html',
    read: READ,
  },
  eventBridgeBilledBytes: {
    value: 65_536,
    unit: 'bytes a billed event',
    page: 'eventbridge/pricing',
    read: READ,
  },
  eventBridgeEntriesPerCall: {
    value: 10,
    unit: 'entries a PutEvents call',
    page: 'eventbridge/latest/APIReference/API_PutEvents.html',
    read: READ,
  },
  lambdaMaxParallelizationFactor: {
    value: 10,
    unit: 'batches a shard',
    page: 'lambda/latest/dg/services-kinesis-parameters.html',
    read: READ,
  },
} as const satisfies Record<string, Limit>;
