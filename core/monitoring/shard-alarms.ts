import type { EventChainTopology, ShardMetric } from '../chain/event-chain.ts';
import { setting } from '../chain/setting.ts';
import { LIMITS } from '../limits.ts';
import { round } from '../round.ts';
import { type AlarmDefinition, alarm } from './alarm.ts';
import type { Unit } from './signal.ts';

/** The plan fills a stream to 80 % at most. */
export const NEAR_LIMIT = 0.9;
/** What fills a shard, by the metric of it. */
const OF_SHARD: Readonly<Record<ShardMetric, { readonly limit: number; readonly unit: Unit; readonly what: string }>> =
  {
    IncomingRecords: { limit: LIMITS.kinesisShardRecordsPerSecond.value, unit: 'Count', what: 'records/s' },
    IncomingBytes: { limit: LIMITS.kinesisShardBytesPerSecond.value, unit: 'Bytes', what: 'bytes/s' },
  };

/**
 * On each shard by itself, one alarm whatever shards there are. In each pack, because a stage asks for it by itself.
 * @param place of the type's alarms
 */
export function shardAlarms(place: string, topology: EventChainTopology): readonly AlarmDefinition[] {
  const { type } = topology;
  const { shards, shardMetric } = topology.stream;
  if (shardMetric.value === undefined) return [];
  const { limit, unit, what } = OF_SHARD[shardMetric.value];
  return [
    alarm({
      id: `${place}/NearShardLimit`,
      type,
      signal: {
        namespace: 'AWS/Kinesis',
        metricName: shardMetric.value,
        dimensions: { StreamName: { kind: 'stream', type } },
        statistic: 'Sum',
        unit,
        groupBy: { dimension: 'ShardId', planned: shards.value },
      },
      threshold: setting(
        NEAR_LIMIT * limit * 60,
        `${100 * NEAR_LIMIT} % of one shard: ${NEAR_LIMIT} × ${round(limit)} ${what} × 60 s = ${round(NEAR_LIMIT * limit * 60)}.`,
      ),
      severity: 'ticket',
      pack: 'lite',
      players: 'Nothing yet. A little more, and one shard throttles.',
      description: `${type}: one shard of the stream takes over ${100 * NEAR_LIMIT} % of its ${round(limit)} ${what} in a minute. If NearStreamLimit is not raised too, a few partition keys have most of the traffic, and more shards do not help one key: find who sends it.`,
      runbook: 'near-shard-limit',
    }),
  ];
}
