import { READS_PER_REQUEST } from '../capacity/model/api-functions.ts';
import { HEADROOM } from '../capacity/model/spread.ts';
import { tableDemand, withHeadroom } from '../capacity/model/table-demand.ts';
import type { ChainStage } from '../capacity/model/workload.ts';
import { round } from '../round.ts';
import { LEADERBOARD_INDEX, LEADERBOARD_SHARDS } from './leaderboard.ts';
import { type Setting, setting } from './setting.ts';

/** What table or index must take at once. Units a second. */
export interface WarmSettings {
  readonly readUnits: Setting<number>;
  readonly writeUnits: Setting<number>;
}

/** The game's table and its one index (docs/data-model.md). */
export interface TableSettings {
  readonly billingMode: Setting<'PAY_PER_REQUEST'>;
  readonly partitionKey: Setting<string>;
  readonly sortKey: Setting<string>;
  readonly timeToLiveAttribute: Setting<string>;
  readonly pointInTimeRecovery: Setting<boolean>;
  readonly deletionProtection: Setting<boolean>;
  readonly warm: WarmSettings;
  readonly leaderboard: {
    readonly indexName: Setting<string>;
    readonly partitionKey: Setting<string>;
    readonly sortKey: Setting<string>;
    /** Attributes of an item that an entry of the index has beside its keys, such as `playerId`. */
    readonly attributes: Setting<readonly string[]>;
    /** Partitions that a hunt's scores are spread over. */
    readonly shards: Setting<number>;
    readonly warm: WarmSettings;
  };
}

/** Per second, at the expected peak of all types. */
export interface TableLoad {
  readonly recordsPerSecond: number;
  /** Requests with events. */
  readonly requestsPerSecond: number;
}

export function tableSettings(stage: ChainStage, { recordsPerSecond, requestsPerSecond }: TableLoad): TableSettings {
  const kept = stage.retainState === true;
  const throughput = withHeadroom(tableDemand(recordsPerSecond, requestsPerSecond * READS_PER_REQUEST), HEADROOM);
  const warm = (part: keyof typeof throughput): WarmSettings => {
    const { readUnits, writeUnits } = throughput[part];
    const reason = `What ${round(recordsPerSecond)} records/s and the phones' reads need ÷ ${HEADROOM}.`;
    return { readUnits: setting(readUnits, reason), writeUnits: setting(writeUnits, reason) };
  };
  return {
    billingMode: setting('PAY_PER_REQUEST', 'On-demand: a start line is an hour of a month.'),
    partitionKey: setting('pk', 'One item is all of a player in a hunt (docs/data-model.md).'),
    sortKey: setting('sk', 'The kind of the item.'),
    timeToLiveAttribute: setting('expiresAt', 'DynamoDB deletes old counts of attempts by itself.'),
    pointInTimeRecovery: setting(kept, kept ? 'The stage keeps state.' : 'The table is deleted with the stack.'),
    deletionProtection: setting(stage.protected === true, "Set by the stage's protected."),
    warm: warm('table'),
    leaderboard: {
      indexName: setting(LEADERBOARD_INDEX, 'The index that query reads.'),
      partitionKey: setting(
        'leaderboardShard',
        'Hunt and shard: one partition of an index takes 1,000 writes a second.',
      ),
      sortKey: setting(
        'leaderboardOrder',
        'The best score first, equal scores by player id: a read needs one page of a shard, however many are tied.',
      ),
      attributes: setting(['playerId', 'displayName', 'score'], 'What a leaderboard shows.'),
      shards: setting(
        LEADERBOARD_SHARDS,
        `${LEADERBOARD_SHARDS}: twice what load's 2,000 score changes/s of two units each fill; a read asks them all.`,
      ),
      warm: warm('index'),
    },
  };
}
