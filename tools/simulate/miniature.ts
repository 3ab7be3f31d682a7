import { ASSUMED_SERVICE_TIME } from '../../core/capacity/model/service-time.ts';
import type { ChainType } from '../../core/capacity/model/workload.ts';
import { planChain } from '../../core/capacity/plan/chain.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';
import { ENTRY_HEAD_BYTES, ENVELOPE_BYTES, STAMP_BYTES } from '../../core/chain/stream-and-source-mapping.ts';
import { LIMITS } from '../../core/limits.ts';

/** A request has more events of a type than its mean now and then, and they still share an entry. */
const ROOM = 1.25;

/**
 * The chain at a share of its rates, with what limits it made smaller alike: the stage's throttle by the share, and shards
 * and handlers by records that are as many times larger and slower. So each stream has about as many shards and each shard
 * and lane is about as full as at all rates, and a run takes that share of the time. The account's quotas stay.
 *
 * A type whose records would then exceed EventBridge's 64 KB has fewer shards than at all rates.
 * @param fraction of the rates; above 0, at most 1
 */
export function miniature({ types, stage }: Chain, fraction: number): Chain {
  if (fraction === 1) return { types, stage };
  const plans = planChain(types, stage).types;
  const { requestsPerSecond, burst } = stage.throttle;
  return {
    stage: {
      ...stage,
      trafficScale: stage.trafficScale * fraction,
      throttle: { requestsPerSecond: requestsPerSecond * fraction, burst: Math.max(1, Math.ceil(burst * fraction)) },
    },
    types: types.map((type, index) => {
      const time = type.serviceTime ?? ASSUMED_SERVICE_TIME;
      const { recordBytes = 0, topology } = plans[index] ?? {};
      const events = topology?.demand.eventsPerRecord ?? 1;
      const batchSize = topology?.mapping.batchSize.value ?? 1;
      return {
        ...type,
        traffic: { ...type.traffic, meanBytes: bytesOf(type, recordBytes, events, fraction) },
        // One record stands for several, whose times add up: their sum varies less than each.
        serviceTime: { ...time, recordMs: time.recordMs / fraction, variation: time.variation * fraction },
        processing: { ...type.processing, batchSize: Math.max(1, Math.round(batchSize * fraction)) },
      };
    }),
  };
}

/** Bytes of an event with which a shard is as full of bytes as it is of records or bytes at all rates. */
function bytesOf({ traffic }: ChainType, recordBytes: number, events: number, fraction: number): number {
  const perRecord = LIMITS.kinesisShardBytesPerSecond.value / LIMITS.kinesisShardRecordsPerSecond.value;
  const wanted = (Math.max(recordBytes, perRecord) / fraction - ENVELOPE_BYTES) / events;
  const together = events > 1 ? Math.ceil(events * ROOM) : 1;
  // A long partition key makes a longer head than the mean one.
  const most = (LIMITS.eventBridgeBilledBytes.value - 2 * ENTRY_HEAD_BYTES) / together - 1;
  return Math.max(traffic.meanBytes, Math.floor(Math.min(wanted, most) - STAMP_BYTES));
}
