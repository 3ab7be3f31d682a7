import { clueSolved } from '../../catalog/clue-solved.ts';
import { clueViewed } from '../../catalog/clue-viewed.ts';
import type { EventDefinition, StampedEvent } from '../../catalog/definition.ts';
import { hintRequested } from '../../catalog/hint-requested.ts';
import { huntJoined } from '../../catalog/hunt-joined.ts';
import { locationPinged } from '../../catalog/location-pinged.ts';
import { treasureClaimed } from '../../catalog/treasure-claimed.ts';
import { solveClue } from '../../lambdas/clue-solved/solve-clue.ts';
import { markViewed } from '../../lambdas/clue-viewed/mark-viewed.ts';
import { buyHint } from '../../lambdas/hint-requested/buy-hint.ts';
import { joinHunt } from '../../lambdas/hunt-joined/join-hunt.ts';
import { storePosition } from '../../lambdas/location-pinged/store-position.ts';
import { applyByPlayer } from '../../lambdas/shared/batch/apply-by-player.ts';
import { changePlayers } from '../../lambdas/shared/batch/change-players.ts';
import { type BatchHandler, handleBatch } from '../../lambdas/shared/batch/handle-batch.ts';
import type { BatchPorts } from '../../lambdas/shared/batch/process-batch.ts';
import type { GamePorts } from '../../lambdas/shared/ports.ts';
import { claimTreasure } from '../../lambdas/treasure-claimed/claim-treasure.ts';
import { kinesisRecord } from './game.ts';

/** The types that the shipped game is played with. What a studio adds has tests of its own. */
export const GAME: readonly EventDefinition[] = [
  huntJoined,
  clueSolved,
  hintRequested,
  treasureClaimed,
  locationPinged,
  clueViewed,
];

/** The functions of the game as their handler.ts builds them, on given ports: one environment of each. */
export function typeFunctions(ports: BatchPorts & GamePorts): Readonly<Record<string, BatchHandler>> {
  return {
    'hunt.joined': handleBatch(huntJoined, changePlayers(joinHunt), ports),
    'clue.solved': handleBatch(clueSolved, changePlayers(solveClue), ports),
    'hint.requested': handleBatch(hintRequested, changePlayers(buyHint), ports),
    'treasure.claimed': handleBatch(treasureClaimed, changePlayers(claimTreasure), ports),
    'location.pinged': handleBatch(locationPinged, applyByPlayer(storePosition), ports),
    'clue.viewed': handleBatch(clueViewed, applyByPlayer(markViewed), ports),
  };
}

export const CONTEXT = { awsRequestId: 'request', getRemainingTimeInMillis: () => 30_000 };

/** Delivers events in batches of `batchSize` per type, in the order given, as often as the function asks again. */
export async function deliver(
  functions: Readonly<Record<string, BatchHandler>>,
  events: readonly StampedEvent[],
  batchSize = 1,
): Promise<void> {
  for (let start = 0; start < events.length; start += batchSize) {
    const batch = events.slice(start, start + batchSize);
    for (const type of new Set(batch.map((event) => event.type))) {
      let records = batch
        .filter((event) => event.type === type)
        .map((event, position) => kinesisRecord(type, [event], String(start + position)));
      for (let tries = 0; records.length > 0; tries += 1) {
        if (tries > 50) throw new Error('the batch never ends');
        const answer = await functions[type]?.({ Records: records }, CONTEXT);
        const failed = answer?.batchItemFailures[0]?.itemIdentifier;
        const from = records.findIndex((record) => record.kinesis.sequenceNumber === failed);
        records = from === -1 ? [] : records.slice(from);
      }
    }
  }
}
