import { LIMITS } from '../../../../core/limits.ts';

/**
 * What one shard takes and gives.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const SHARD_LIMITS = {
  writeRecordsPerSecond: LIMITS.kinesisShardRecordsPerSecond.value,
  writeBytesPerSecond: LIMITS.kinesisShardBytesPerSecond.value,
  readCallsPerSecond: 5,
  readBytesPerSecond: LIMITS.kinesisShardReadBytesPerSecond.value,
  getRecordsCount: 10_000,
  getRecordsBytes: 10 * 1_048_576,
} as const;
