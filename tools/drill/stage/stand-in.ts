import type { EventDefinition, StampedEvent } from '../../../catalog/definition.ts';
import { catalog } from '../../../catalog/index.ts';
import type { TableCall } from '../../../core/capacity/model/table-use.ts';
import type { ApplyEvents, EventResult } from '../../../lambdas/shared/batch/event-result.ts';
import { handleBatch } from '../../../lambdas/shared/batch/handle-batch.ts';
import { errorName } from '../../../lambdas/shared/error-name.ts';
import type { GamePorts } from '../../../lambdas/shared/ports.ts';
import { playerKey } from '../../../lambdas/shared/store/keys.ts';
import type { HandlersOf } from './stage-functions.ts';

/**
 * The handlers with the real loop over a batch: validation, quarantine, what is handed back, attempts, metrics. In place of
 * a type's rule of the game, which no alarm sees, are the calls of the table that its definition declares: so a drill needs
 * no knowledge of the types that a studio adds or removes.
 */
export const standIns: HandlersOf = (ports) =>
  Object.fromEntries(
    catalog.map((definition) => [definition.type, handleBatch(definition, callsOf(definition), ports)]),
  );

/** The calls of the case that most records take, for each player of a batch. */
function callsOf({ tableUse }: EventDefinition): (ports: GamePorts) => ApplyEvents<StampedEvent> {
  const [usual] = tableUse.toSorted((one, other) => other.share - one.share);
  return (ports) => async (events) => {
    const players = [...new Set(events.map(({ playerId }) => playerId))];
    const byPlayer = new Map(
      await Promise.all(players.map(async (id) => [id, await applyTo(id, usual?.calls ?? [], ports)] as const)),
    );
    const results = events.map(({ playerId }): EventResult => byPlayer.get(playerId) ?? { kind: 'applied' });
    return { results, waiting: [] };
  };
}

async function applyTo(
  playerId: string,
  calls: readonly TableCall[],
  { table, tableName }: GamePorts,
): Promise<EventResult> {
  try {
    for (const call of calls) {
      if (call.kind === 'leaderboard') continue;
      const key = playerKey('drill', playerId, call.item);
      if (call.kind === 'write') await table.putItem({ TableName: tableName, Item: key });
      else await table.getItem({ TableName: tableName, Key: key, ConsistentRead: call.consistent === true });
    }
    return { kind: 'applied' };
  } catch (error) {
    return { kind: 'retry', errorName: errorName(error) };
  }
}
