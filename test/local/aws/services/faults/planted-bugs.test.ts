import type { Put, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { openHunt } from '../../../../../lambdas/shared/game/hunt.ts';
import { scoreOf } from '../../../../../lambdas/shared/game/score.ts';
import type { TablePort } from '../../../../../lambdas/shared/ports.ts';
import { fromPlayerItem } from '../../../../../lambdas/shared/store/player-item.ts';
import { HUNT, HUNT_ID } from '../../../../helpers/game.ts';
import { modelChain } from '../../../../helpers/model-chain.ts';
import type { Bugs } from '../../../../helpers/model-services.ts';

/** Code with bugs that the faults must find. */

const hunt = openHunt(HUNT_ID, HUNT);
const PLAYERS = Array.from({ length: 12 }, (_, index) => `player-${index}`);

const winnerPuts = ({ TransactItems = [] }: TransactWriteItemsCommandInput): readonly [readonly Put[], Put] => {
  const puts = TransactItems.flatMap(({ Put: put }) => put ?? []);
  const state = puts.at(-1);
  if (state === undefined) throw new Error('a transaction without a state');
  return [puts.slice(0, -1), state];
};

const takenBy = (playerId: string, taken: readonly boolean[]): Error =>
  Object.assign(new Error('cancelled'), {
    name: 'TransactionCanceledException',
    CancellationReasons: [
      ...taken.map((isTaken) =>
        isTaken ? { Code: 'ConditionalCheckFailed', Item: { playerId: { S: playerId } } } : { Code: 'None' },
      ),
      { Code: 'None' },
    ],
  });

/** Reads the winner, then writes it in a second call. */
const checkThenAct = (table: TablePort): TablePort => ({
  ...table,
  transactWriteItems: async (input) => {
    const [winners, state] = winnerPuts(input);
    for (const { TableName, Item } of winners) {
      const key = { pk: Item?.pk ?? { S: '' }, sk: Item?.sk ?? { S: '' } };
      const found = await table.getItem({ TableName, Key: key, ConsistentRead: true });
      if (found.Item !== undefined) throw takenBy(found.Item.playerId?.S ?? '', [true]);
    }
    for (const { TableName, Item } of winners) await table.putItem({ TableName, Item });
    await table.putItem(state);
    return {};
  },
});

/** Writes the winner in a separate write, and mistakes its own row at a retry for another player's. */
const ownWriteSaysLost = (table: TablePort): TablePort => ({
  ...table,
  transactWriteItems: async (input) => {
    const [winners, state] = winnerPuts(input);
    for (const winner of winners) {
      try {
        await table.putItem(winner);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
        throw takenBy(
          'somebody',
          winners.map((one) => one === winner),
        );
      }
    }
    await table.putItem(state);
    return {};
  },
});

/** Adds the points of a change to the score in a separate write, then stores the state. */
const scoreIsAdded = (table: TablePort): TablePort => ({
  ...table,
  putItem: async (input) => {
    const { TableName, Item = {} } = input;
    const Key = { pk: Item.pk ?? { S: '' }, sk: Item.sk ?? { S: '' } };
    const before = await table.getItem({ TableName, Key, ConsistentRead: true });
    if (before.Item === undefined) return table.putItem(input);
    const added = scoreOf(fromPlayerItem(Item).state, hunt) - scoreOf(fromPlayerItem(before.Item).state, hunt);
    const { Attributes } = await table.updateItem({
      TableName,
      Key,
      UpdateExpression: 'ADD score :added',
      ExpressionAttributeValues: { ':added': { N: String(added) } },
      ReturnValues: 'UPDATED_NEW',
    });
    return table.putItem({ ...input, Item: { ...Item, score: Attributes?.score ?? { N: '0' } } });
  },
});

/** Writes a player's state without checking its version. */
const withoutLock = (table: TablePort): TablePort => ({
  ...table,
  putItem: ({ ConditionExpression: _, ExpressionAttributeNames: __, ExpressionAttributeValues: ___, ...input }) =>
    table.putItem(input),
});

const BUGS: readonly {
  readonly name: string;
  readonly bugs: Bugs;
  readonly fault: object;
  readonly found: RegExp;
  readonly needsFault?: true;
}[] = [
  {
    name: 'ingest that accepts despite a partial failure of PutEvents',
    bugs: {
      bus: (bus) => ({
        putEvents: async (input) => {
          const { Entries = [] } = await bus.putEvents(input);
          return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'taken' })) };
        },
      }),
    },
    fault: { kind: 'put-events-partial' },
    found: /accepted events of .* are unaccounted for/,
    needsFault: true,
  },
  {
    name: 'a claim that checks, then acts',
    bugs: { table: checkThenAct },
    fault: { kind: 'function-slow', by: '3s', probability: 0.5 },
    found: /told that they won: player-\d+, player-/,
  },
  {
    name: 'a claim that takes its own write for another’s',
    bugs: { table: ownWriteSaysLost },
    fault: { kind: 'table-answer-lost', probability: 0.3 },
    found: /told that they won: nobody/,
  },
  {
    name: 'a score that is added to',
    bugs: { table: scoreIsAdded },
    fault: { kind: 'table-answer-lost', probability: 0.3 },
    found: /has score/,
  },
  {
    name: 'a state written without its lock',
    bugs: { table: withoutLock },
    fault: { kind: 'delivery-reordered', by: '3s' },
    found: /has not|undecided|waits for/,
  },
  {
    name: 'a handler that skips what failed',
    bugs: {
      handler: (handler) => async (invocation, context) => {
        await handler(invocation, context);
        return { batchItemFailures: [] };
      },
    },
    fault: { kind: 'table-throttled' },
    found: /has not|undecided/,
    needsFault: true,
  },
];

/** @param fault `undefined` for none */
async function violations(planted: Bugs, fault: object | undefined): Promise<string> {
  const all: string[] = [];
  for (const seed of [1, 2, 3, 4]) {
    const chain = modelChain(seed, planted);
    if (fault !== undefined) chain.addFault(fault);
    await chain.play(PLAYERS);
    chain.faults.removeAll();
    await chain.settle();
    all.push(...chain.violations(PLAYERS));
  }
  return all.join('\n');
}

describe.each(BUGS)('$name', ({ bugs, fault, found, needsFault }) => {
  it('is found by the fault', async () => expect(await violations(bugs, fault)).toMatch(found));
  it("is not in Cairn's code", async () => expect(await violations({}, fault)).toBe(''));
  // Concurrent players expose the other bugs too, without a fault.
  if (needsFault) it('is not found without the fault', async () => expect(await violations(bugs, undefined)).toBe(''));
});
