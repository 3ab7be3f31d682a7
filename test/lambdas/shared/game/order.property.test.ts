import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../../../catalog/definition.ts';
import { seededRandom } from '../../../../core/random.ts';

import { HUNT, near, STARTS_AT_MS, stamped, storeHunt } from '../../../helpers/game.ts';
import { gameTable, stateHash, TABLE_NAME } from '../../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../../helpers/impatient-scheduler.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../../helpers/recorders.ts';
import { CONTEXT, deliver, typeFunctions } from '../../../helpers/type-functions.ts';

async function world() {
  const clock = new ImpatientScheduler(STARTS_AT_MS + 60_000);
  const { tables, table } = gameTable(clock);
  await storeHunt(table);
  const metrics = recordingMetrics();
  const functions = typeFunctions({
    clock,
    random: seededRandom(1),
    table,
    tableName: TABLE_NAME,
    quarantine: recordingQuarantine(),
    quarantineQueueUrl: 'queue',
    log: recordingLog(),
    metrics,
  });
  return { functions, tables, table, metrics };
}

async function finalState(events: readonly StampedEvent[], batchSize: number): Promise<string> {
  const { functions, tables } = await world();
  await deliver(functions, events, batchSize);
  return stateHash(tables);
}

const clueIds = [...HUNT.clues.map(({ clueId }) => clueId), 'no-such-clue'];
const treasureIds = [...HUNT.treasures.map(({ treasureId }) => treasureId), 'no-such-treasure'];

/** Any event of one player: right and wrong, early and late, often repeated. */
const eventOfPlayer = fc
  .record({
    type: fc.constantFrom(
      'hunt.joined',
      'clue.solved',
      'hint.requested',
      'treasure.claimed',
      'location.pinged',
      'clue.viewed',
    ),
    clueId: fc.constantFrom(...clueIds),
    treasureId: fc.constantFrom(...treasureIds),
    right: fc.boolean(),
    secondsIn: fc.constantFrom(-100, 0, 1, 2, 3_600, 7_199, 7_200),
    index: fc.integer({ min: 0, max: 3 }),
    name: fc.constantFrom('Ada', 'Bob'),
  })
  .map(({ type, clueId, treasureId, right, secondsIn, index, name }) => {
    const place = { ...near(treasureId, right ? 10 : 200), treasureId };
    const data: Readonly<Record<string, object>> = {
      'hunt.joined': { displayName: name },
      'clue.solved': {
        clueId,
        answer: right ? (HUNT.clues.find((clue) => clue.clueId === clueId)?.answer ?? 'x') : 'wrong',
      },
      'hint.requested': { clueId },
      'clue.viewed': { clueId },
      'treasure.claimed': place,
      'location.pinged': { latitude: index, longitude: secondsIn / 100, accuracyMeters: 1 },
    };
    return stamped(type, data[type] ?? {}, { secondsIn, index });
  });

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const random = seededRandom(seed);
  return items
    .map((item) => [random.unit(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

describe('a player’s events', () => {
  it('give the same state in every order of join, solve, hint and claim', async () => {
    const events = [
      stamped('hunt.joined', { displayName: 'Ada' }, { secondsIn: 1 }),
      stamped('clue.solved', { clueId: 'castle', answer: ' one O’CLOCK ' }, { secondsIn: 2 }),
      stamped('clue.solved', { clueId: 'bridge', answer: 'STRASSE' }, { secondsIn: 3 }),
      stamped('hint.requested', { clueId: 'castle' }, { secondsIn: 4 }),
      stamped('treasure.claimed', near('crown'), { secondsIn: 5 }),
    ];
    const states = new Set<string>();
    for (const order of permutations(events)) states.add(await finalState(order, 1));
    expect(states.size).toBe(1);
    expect([...states][0]).toContain('"score":{"N":"87"}');
    expect([...states][0]).toContain('"crown":{"M":{"order"');
  });

  it('give the same state in any order, repeated and split over batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(eventOfPlayer, { minLength: 1, maxLength: 14 }),
        fc.integer(),
        fc.integer({ min: 1, max: 8 }),
        async (events, seed, batchSize) => {
          const again = shuffled([...events, ...events.slice(0, 5)], seed);
          expect(await finalState(again, batchSize)).toBe(await finalState(events, 1));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leave the state unchanged when any of them are replayed in any order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(eventOfPlayer, { minLength: 1, maxLength: 12 }), fc.integer(), async (events, seed) => {
        const { functions, tables } = await world();
        await deliver(functions, events, 3);
        const before = stateHash(tables);
        await deliver(functions, shuffled(events, seed).slice(0, 8), 2);
        expect(stateHash(tables)).toBe(before);
      }),
      { numRuns: 80 },
    );
  });
});

describe('players who race', () => {
  it('leave one winner a treasure, and scores that follow from it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 40 }), fc.integer(), async (count, seed) => {
        const { functions, table, tables } = await world();
        const players = Array.from({ length: count }, (_, index) => `player-${index}`);
        const events = players.flatMap((playerId) => [
          stamped('hunt.joined', { displayName: playerId }, { playerId }),
          stamped('treasure.claimed', near('silver'), { playerId }),
          stamped('treasure.claimed', near('silver', 3), { playerId }),
        ]);
        await Promise.all([
          deliver(functions, shuffled(events, seed), 7),
          deliver(functions, shuffled(events, seed + 1), 5),
        ]);
        const outcomes = await Promise.all(
          players.map(async (playerId) => {
            const { Item } = await table.getItem({
              TableName: TABLE_NAME,
              Key: { pk: { S: `PLAYER#edinburgh#${playerId}` }, sk: { S: 'STATE' } },
            });
            return { outcome: Item?.claims?.M?.silver?.M?.outcome?.S, score: Number(Item?.score?.N), playerId };
          }),
        );
        const winners = outcomes.filter(({ outcome }) => outcome === 'won');
        expect(winners).toHaveLength(1);
        expect(outcomes.filter(({ outcome }) => outcome === 'lost')).toHaveLength(count - 1);
        for (const { outcome, score } of outcomes) expect(score).toBe(outcome === 'won' ? 40 : 0);
        expect(stateHash(tables)).toContain(
          `{"pk":{"S":"TREASURE#edinburgh#silver"},"playerId":{"S":"${winners[0]?.playerId}"}}`,
        );
      }),
      { numRuns: 25 },
    );
  });

  it('learn that they lost, all 999 of 1,000', async () => {
    const { functions, tables } = await world();
    const players = Array.from({ length: 1_000 }, (_, index) => `player-${index}`);
    await deliver(
      functions,
      players.map((playerId) => stamped('hunt.joined', { displayName: 'x' }, { playerId })),
      100,
    );
    const claims = players.map((playerId) => stamped('treasure.claimed', near('silver'), { playerId }));
    await Promise.all(
      [0, 1, 2, 3].map((part) =>
        deliver(
          functions,
          claims.filter((_, index) => index % 4 === part),
          50,
        ),
      ),
    );
    const state = stateHash(tables);
    expect(state.split('"outcome":{"S":"won"}')).toHaveLength(2);
    expect(state.split('"outcome":{"S":"lost"}')).toHaveLength(1_000);
    expect(CONTEXT.getRemainingTimeInMillis()).toBe(30_000);
  });
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}
