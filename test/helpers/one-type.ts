import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CompiledEvent, StampedEvent } from '../../catalog/definition.ts';
import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import type { ApplyEvents } from '../../lambdas/shared/batch/event-result.ts';
import { handleBatch } from '../../lambdas/shared/batch/handle-batch.ts';
import type { GamePorts } from '../../lambdas/shared/ports.ts';
import { playerKey } from '../../lambdas/shared/store/keys.ts';
import { HUNT_ID, STARTS_AT_MS, storeHunt } from './game.ts';
import { allItems, gameTable, stateHash, TABLE_NAME } from './game-table.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from './recorders.ts';
import { deliver } from './type-functions.ts';

export interface Played {
  /** All of the table, for comparing. */
  readonly state: string;
  /** Events whose effect is stored or was there before. */
  readonly processed: number;
  /** Events that went to the quarantine queue. */
  readonly quarantined: number;
  /** An item of a player in the hunt `HUNT_ID`. */
  item(playerId: string, part: string): Readonly<Record<string, AttributeValue>> | undefined;
}

/**
 * Delivers events of one type to its function, over a table of its own, ten minutes into the hunt `HUNT_ID`.
 * @param makeApply the effect, as handler.ts gives it to the batch loop
 * @param batchSize events a batch, ≥ 1
 */
export async function playedBy<Type extends string, Data>(
  definition: CompiledEvent<Type, Data>,
  makeApply: (ports: GamePorts) => ApplyEvents<StampedEvent<Type, Data>>,
  events: readonly StampedEvent[],
  batchSize: number,
): Promise<Played> {
  const clock = new VirtualScheduler(STARTS_AT_MS + 600_000);
  const { tables, table } = gameTable(clock);
  await storeHunt(table);
  const metrics = recordingMetrics();
  const quarantine = recordingQuarantine();
  const handler = handleBatch(definition, makeApply, {
    clock,
    random: seededRandom(1),
    table,
    tableName: TABLE_NAME,
    quarantine,
    quarantineQueueUrl: 'http://127.0.0.1/000000000000/quarantine',
    log: recordingLog(),
    metrics,
  });
  await deliver({ [definition.type]: handler }, events, batchSize);
  return {
    state: stateHash(tables),
    processed: metrics.total('Processed'),
    quarantined: quarantine.messages.length,
    item: (playerId, part) => {
      const { pk, sk } = playerKey(HUNT_ID, playerId, part);
      return allItems(tables, TABLE_NAME).find((each) => each.pk?.S === pk.S && each.sk?.S === sk.S);
    },
  };
}

/** All orders of a few values. */
export function everyOrder<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  if (values.length <= 1) return [values];
  return values.flatMap((value, index) =>
    everyOrder(values.filter((_, other) => other !== index)).map((rest) => [value, ...rest]),
  );
}
