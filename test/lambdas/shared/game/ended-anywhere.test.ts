import { describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../../../catalog/definition.ts';
import { seededRandom } from '../../../../core/random.ts';
import type { TablePort } from '../../../../lambdas/shared/ports.ts';
import { kinesisRecord, near, STARTS_AT_MS, stamped, storeHunt } from '../../../helpers/game.ts';
import { gameTable, stateHash, TABLE_NAME } from '../../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../../helpers/impatient-scheduler.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../../helpers/recorders.ts';
import { CONTEXT, typeFunctions } from '../../../helpers/type-functions.ts';

/** Where an environment ends: at its n-th call to the table, before or after the call takes effect. */
interface End {
  readonly call: number;
  readonly committed: boolean;
}

const PLAYERS = ['ada', 'bob', 'eve'];

/** A whole game, as batches of one type each. */
function batches(): StampedEvent[][] {
  const of = (type: string, dataOf: (player: string) => object) =>
    PLAYERS.map((playerId) =>
      stamped(type, dataOf(playerId), { playerId, id: `${type.replace('.', '-')}-${playerId}-0000` }),
    );
  return [
    of('treasure.claimed', () => near('gold')),
    of('clue.solved', () => ({ clueId: 'castle', answer: 'one o’clock' })),
    of('hunt.joined', (player) => ({ displayName: player })),
    of('hint.requested', () => ({ clueId: 'bridge' })),
    of('location.pinged', () => ({ latitude: 55, longitude: -3, accuracyMeters: 5 })),
    of('clue.viewed', () => ({ clueId: 'castle' })),
  ];
}

/** Plays the game. The environment of batch `struck` ends at `end`, and the next one gets the batch again. */
async function play(struck = -1, end: End = { call: 0, committed: false }) {
  const clock = new ImpatientScheduler(STARTS_AT_MS + 60_000);
  const { tables, table } = gameTable(clock);
  await storeHunt(table);
  const environment = (port: TablePort) =>
    typeFunctions({
      clock,
      random: seededRandom(1),
      table: port,
      tableName: TABLE_NAME,
      quarantine: recordingQuarantine(),
      quarantineQueueUrl: 'queue',
      log: recordingLog(),
      metrics: recordingMetrics(),
    });
  let ended = false;
  for (const [index, events] of batches().entries()) {
    const type = events[0]?.type ?? '';
    const Records = events.map((event, position) => kinesisRecord(type, [event], String(position)));
    if (index === struck) {
      const { port, over } = mortal(table, end);
      const answer = environment(port)[type]?.({ Records }, CONTEXT);
      ended = await Promise.race([over.then(() => true), Promise.resolve(answer).then(() => false)]);
    }
    const answer = await environment(table)[type]?.({ Records }, CONTEXT);
    expect(answer).toEqual({ batchItemFailures: [] });
  }
  return { ended, state: stateHash(tables) };
}

/** A table that performs no call from the end on. */
function mortal(
  table: TablePort,
  { call, committed }: End,
): { readonly port: TablePort; readonly over: Promise<void> } {
  let calls = 0;
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const count =
    <Input, Output>(operation: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      calls += 1;
      if (calls < call) return operation(input);
      if (calls === call && committed) await operation(input).catch(() => {});
      end();
      return new Promise(() => {});
    };
  const port = {
    getItem: count(table.getItem),
    putItem: count(table.putItem),
    updateItem: count(table.updateItem),
    query: count(table.query),
    transactWriteItems: count(table.transactWriteItems),
  };
  return { port, over };
}

describe('an environment that ends in the middle of a batch', () => {
  it.each(batches().map((events, index) => [events[0]?.type, index] as const))(
    'of %s, at any call to the table, before or after it took effect: the next one ends in the same state',
    async (_, struck) => {
      const { state } = await play();
      let call = 0;
      for (let ended = true; ended; ) {
        call += 1;
        for (const committed of [false, true]) {
          const run = await play(struck, { call, committed });
          ended = run.ended;
          // The end may decide which of the three is first, but nothing else.
          expect(anonymous(run.state)).toEqual(anonymous(state));
        }
      }
      expect(call).toBeGreaterThan(3);
    },
  );
});

function anonymous(state: string): string[] {
  return state
    .replaceAll(/ada|bob|eve/g, 'player')
    .replaceAll(/"leaderboard(?:Shard|Order)":\{"S":"[^"]+"\}/g, '')
    .split('\n')
    .sort();
}
