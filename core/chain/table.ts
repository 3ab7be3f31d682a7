import type { Players } from '../capacity/model/players.ts';
import { HEADROOM } from '../capacity/model/spread.ts';
import { tableDemand, withHeadroom } from '../capacity/model/table-demand.ts';
import type { ChainStage } from '../capacity/model/workload.ts';
import { round } from '../round.ts';
import { LEADERBOARD_INDEX, leaderboardShardsOf } from './leaderboard.ts';
import { type Setting, setting } from './setting.ts';
import type { TypeDemand } from './type-topology.ts';

/** Units a second that table or index must serve from the start. */
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
    /** Attributes of an item that an entry of the index has besides its keys, such as `playerId`. */
    readonly attributes: Setting<readonly string[]>;
    /** Partitions over which a hunt's scores are spread. */
    readonly shards: Setting<number>;
    readonly warm: WarmSettings;
  };
}

/** @param demands of all types at the expected peak */
export function tableSettings(stage: ChainStage, demands: readonly TypeDemand[], { reads }: Players): TableSettings {
  const kept = stage.retainState === true;
  const throughput = withHeadroom(tableDemand(demands, reads), HEADROOM);
  const recordsPerSecond = demands.reduce((sum, demand) => sum + demand.recordsPerSecond, 0);
  const shards = leaderboardShardsOf(stage);
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
        shards,
        stage.leaderboardShards === undefined
          ? `${shards}: the peak's changes of scores ÷ 1,000 write units/s that one partition takes, and more; a read asks them all.`
          : "Set by the stage's leaderboardShards.",
      ),
      warm: warm('index'),
    },
  };
}
