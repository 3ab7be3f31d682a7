import { planPlayers } from '../capacity/model/players.ts';
import type { ChainStage, ChainType } from '../capacity/model/workload.ts';
import { type ApiSettings, apiSettings } from './api.ts';
import { API_FUNCTION_SETTINGS, type ApiFunction, type FunctionSettings } from './functions.ts';
import { type GovernorSettings, governorSettings } from './governor.ts';
import { leaderboardShardsOf } from './leaderboard.ts';
import { QUEUE, type QueueSettings, type StorageSettings, storageSettings } from './storage.ts';
import { type TableSettings, tableSettings } from './table.ts';
import { type TypeTopology, typeTopology } from './type-topology.ts';

/**
 * The chain of a stage as plain data: every setting of every resource that decides how much it accepts, how long it
 * keeps it and when it gives up, with the reason. Only this file composes it: `lib/` renders it, the simulator runs it,
 * and plan, check and preflight read it.
 */
export interface ChainTopology {
  readonly api: ApiSettings;
  readonly functions: Readonly<Record<ApiFunction, FunctionSettings>>;
  /** In the order of the catalog. */
  readonly types: readonly TypeTopology[];
  /** `undefined`: the stage has none. */
  readonly governor: GovernorSettings | undefined;
  readonly table: TableSettings;
  readonly queues: { readonly unrouted: QueueSettings; readonly quarantine: QueueSettings };
  readonly storage: StorageSettings;
}

/** Composes the chain of `chainTypes` in `stage`. Pure; takes well under a millisecond. */
export function chainTopology(chainTypes: readonly ChainType[], stage: ChainStage): ChainTopology {
  const types = chainTypes.map((type) => typeTopology(type, stage));
  const demands = types.map(({ demand }) => demand);
  const players = planPlayers(demands, stage, leaderboardShardsOf(stage));
  return {
    api: apiSettings(stage, players.requestsPerPlayer),
    functions: API_FUNCTION_SETTINGS,
    types,
    governor: governorSettings(stage),
    table: tableSettings(stage, demands, players),
    queues: { unrouted: QUEUE, quarantine: QUEUE },
    storage: storageSettings(stage),
  };
}
