import { LIMITS } from '../../../../core/limits.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { Shard } from './shard.ts';
import { SHARD_LIMITS } from './shard-limits.ts';

/** The period over which a shard's use is averaged. */
const OBSERVED_MS = 60_000;
/** Share of a shard's write rate, in records or bytes, above which the shard is split. */
const SPLIT_SHARE = 0.5;
/** "It can take up to 15 minutes to split the shards": here a split always takes the longest time. */
export const SPLIT_DELAY_MS = 15 * 60_000;
/** Default quota of an on-demand stream in most regions: 200 MiB/s of writes. */
const MAX_SHARDS = 200;

/** Initial shards in on-demand mode. @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
export const ON_DEMAND_SHARDS = LIMITS.kinesisOnDemandInitialShards.value;

export interface ScaledStream {
  readonly openShards: readonly Shard[];
  halve(shard: Shard): void;
}

/**
 * Grows a stream in on-demand mode: splits a shard that was used by more than half over a minute. So all shards
 * together hold twice the observed peak. AWS merges shards after weeks without use; that has no local model.
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 * @see https://aws.amazon.com/blogs/big-data/amazon-kinesis-data-streams-on-demand-capacity-mode-now-scales-up-to-1-gb-second-ingest-capacity/
 */
export class OnDemandScaling {
  readonly #stream: ScaledStream;
  readonly #scheduler: Scheduler;
  readonly #splitting = new Set<string>();
  #watching = false;

  constructor(stream: ScaledStream, scheduler: Scheduler) {
    this.#stream = stream;
    this.#scheduler = scheduler;
  }

  /** Observes the next minute, unless it observes one already. Called with every write. */
  watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    const before = new Map(this.#stream.openShards.map((shard) => [shard, shard.written]));
    this.#scheduler.schedule(OBSERVED_MS, () => {
      this.#watching = false;
      for (const [shard, { records, bytes }] of before) {
        const { written } = shard;
        const perSecond = OBSERVED_MS / 1_000;
        const busy =
          written.records - records > SPLIT_SHARE * SHARD_LIMITS.writeRecordsPerSecond * perSecond ||
          written.bytes - bytes > SPLIT_SHARE * SHARD_LIMITS.writeBytesPerSecond * perSecond;
        if (busy) this.#splitLater(shard);
      }
    });
  }

  #splitLater(shard: Shard): void {
    if (shard.closedAt !== undefined || this.#splitting.has(shard.id)) return;
    if (this.#stream.openShards.length + this.#splitting.size >= MAX_SHARDS) return;
    this.#splitting.add(shard.id);
    this.#scheduler.schedule(SPLIT_DELAY_MS, () => {
      this.#splitting.delete(shard.id);
      this.#stream.halve(shard);
    });
  }
}
