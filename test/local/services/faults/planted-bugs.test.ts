import type { Put, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import type { TablePort } from '../../../../lambdas/shared/ports.ts';
import { type Bugs, modelChain } from '../../../helpers/model-chain.ts';

/** Faults find nothing in code that stands them. Here is code that does not. */

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

/** Looks who has the treasure, then takes it. */
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

/** Takes the treasure in a write of its own, and takes its own row, met at a second try, for another's. */
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

/** Writes a player's state whatever was written meanwhile. */
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
    name: 'a state written without its lock',
    bugs: { table: withoutLock },
    fault: { kind: 'delivery-reordered', by: '3s' },
    found: /has not|undecided|waits for|has score/,
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
    found: /has not/,
  },
];

describe.each(BUGS)('$name', ({ bugs, fault, found }) => {
  const violations = async (planted: Bugs): Promise<string> => {
    const all: string[] = [];
    for (const seed of [1, 2, 3, 4]) {
      const chain = modelChain(seed, planted);
      chain.addFault(fault);
      await chain.play(PLAYERS);
      chain.faults.removeAll();
      await chain.settle();
      all.push(...chain.violations(PLAYERS));
    }
    return all.join('\n');
  };

  it('is found by the fault', async () => expect(await violations(bugs)).toMatch(found));
  it('is not what we have', async () => expect(await violations({})).toBe(''));
});
