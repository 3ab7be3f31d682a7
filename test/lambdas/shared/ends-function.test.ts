import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../catalog/definition.ts';
import { huntJoined } from '../../../catalog/hunt-joined.ts';
import { LAST_ATTEMPT, SUSPECT_AGE_MS } from '../../../core/handler-limits.ts';
import { joinHunt } from '../../../lambdas/hunt-joined/join-hunt.ts';
import { changePlayers } from '../../../lambdas/shared/batch/change-players.ts';
import type { ApplyEvents } from '../../../lambdas/shared/batch/event-result.ts';
import { type BatchHandler, handleBatch } from '../../../lambdas/shared/batch/handle-batch.ts';
import type { BatchPorts } from '../../../lambdas/shared/batch/process-batch.ts';
import type { GamePorts, TablePort } from '../../../lambdas/shared/ports.ts';
import { stamped } from '../../helpers/game.ts';
import { allItems, TABLE_NAME } from '../../helpers/game-table.ts';
import { mappedHandler, TIMEOUT_MS } from '../../helpers/mapped-handler.ts';

const MINUTE_MS = 60_000;
/** Longest pause of the mapping between two attempts. */
const LONGEST_PAUSE_MS = 30_000;
const HOUR_MS = 60 * MINUTE_MS;

type Join = EventOf<typeof huntJoined>;
const joinOf = (playerId: string) => stamped('hunt.joined', { displayName: playerId }, { playerId });

/** The handler of joins, except that an event of `killer` ends the function, by a crash or by its timeout. */
function killedBy(killer: string, how: 'crash' | 'hang') {
  return (ports: BatchPorts & GamePorts): BatchHandler =>
    handleBatch(
      huntJoined,
      (game) => {
        const apply = changePlayers(joinHunt)(game);
        return ((events: readonly Join[], hasTime) => {
          if (events.every(({ playerId }) => playerId !== killer)) return apply(events, hasTime);
          if (how === 'hang') return new Promise(() => {});
          throw new Error('out of memory');
        }) as ApplyEvents<Join>;
      },
      ports,
    );
}

/** Delivers an event that kills the function among others, in one shard. */
async function deliver(how: 'crash' | 'hang', others: number) {
  const chain = mappedHandler({ create: killedBy('killer', how) });
  const send = (playerId: string) => chain.put(playerId, 'hunt.joined', [joinOf(playerId)]);
  for (let index = 0; index < others; index += 1) {
    if (index === Math.floor(others / 3)) send('killer');
    send(`p${index}`);
  }
  await chain.scheduler.advanceAsync(HOUR_MS);
  return chain;
}

describe('a record that ends the function', () => {
  // Halvings of a batch of 100, then attempts until the record is old enough to be counted, then four counted ones.
  const bounds = [
    ['crash', SUSPECT_AGE_MS + LAST_ATTEMPT * LONGEST_PAUSE_MS],
    ['hang', SUSPECT_AGE_MS + (7 + LAST_ATTEMPT) * (TIMEOUT_MS + 5_000)],
  ] as const;

  it.each(bounds)('by a %s is quarantined, and delays its neighbours by at most %i ms', async (how, mostMs) => {
    const chain = await deliver(how, 90);
    expect(chain.messages).toMatchObject([{ reason: { code: 'ends_function' }, events: null }]);
    const kept = Buffer.from(chain.messages[0]?.record.data ?? '', 'base64').toString();
    expect(JSON.parse(kept).detail.events).toMatchObject([{ playerId: 'killer' }]);
    expect(chain.delays.size).toBe(91);
    expect(chain.discarded()).toBe(0);
    expect(Math.max(...chain.delays.values())).toBeLessThan(mostMs);
  });

  it('is begun four times once it is counted, and not a fifth time', async () => {
    const chain = await deliver('crash', 0);
    let begun = 0;
    const alone = mappedHandler({
      create: (ports) =>
        handleBatch(
          huntJoined,
          () => async () => {
            if (ports.clock.now() >= alone.scheduler.now()) begun += 1;
            throw new Error('out of memory');
          },
          ports,
        ),
    });
    alone.put('killer', 'hunt.joined', [joinOf('killer')]);
    await alone.scheduler.advanceAsync(SUSPECT_AGE_MS);
    const uncounted = begun;
    await alone.scheduler.advanceAsync(HOUR_MS);
    expect(begun - uncounted).toBe(LAST_ATTEMPT - 1);
    expect(chain.delays.size).toBe(0);
  });
});

/** A table that refuses every call from `fromMs` on for `forMs`, in milliseconds after the start. */
const outage = (fromMs: number, forMs: number) => (table: TablePort, scheduler: { now(): number }) => {
  const startedAt = scheduler.now();
  const failing =
    <Input, Output>(call: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      const at = scheduler.now() - startedAt;
      if (at >= fromMs && at < fromMs + forMs) {
        throw Object.assign(new Error('no'), { name: 'InternalServerError' });
      }
      return call(input);
    };
  return {
    getItem: failing(table.getItem),
    putItem: failing(table.putItem),
    updateItem: failing(table.updateItem),
    query: failing(table.query),
    transactWriteItems: failing(table.transactWriteItems),
  };
};

describe('a table that is out for a night', () => {
  const joins = (ports: BatchPorts & GamePorts) => handleBatch(huntJoined, changePlayers(joinHunt), ports);
  const night = async (maximumRetryAttempts: number, table = outage(0, 8 * HOUR_MS)) => {
    // Each environment measures from its own start, and no environment is replaced here.
    const chain = mappedHandler({ create: joins, settings: { maximumRetryAttempts }, table });
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    for (const name of names) {
      chain.put(name, 'hunt.joined', [joinOf(name)]);
      await chain.scheduler.advanceAsync(5 * MINUTE_MS);
    }
    await chain.scheduler.advanceAsync(9 * HOUR_MS);
    return chain;
  };

  it('loses and quarantines nothing if retries end by age: every event is processed by the morning', async () => {
    const chain = await night(-1);
    expect(chain.delays.size).toBe(30);
    expect([chain.discarded(), chain.messages.length]).toEqual([0, 0]);
    const states = allItems(chain.tables, TABLE_NAME).filter(({ sk }) => sk?.S === 'STATE');
    expect(states).toHaveLength(30);
  });

  it('loses every event to the failure bucket if five retries end it, as in an earlier release', async () => {
    const chain = await night(5);
    expect(chain.discarded()).toBe(30);
  });

  it('is not mistaken for a record that ends the function if it fails now and then', async () => {
    // For three of every four minutes the table accepts no state, but counts attempts.
    const flapping = (table: TablePort, scheduler: { now(): number }): TablePort => ({
      ...table,
      putItem: async (input) => {
        if (scheduler.now() % (4 * MINUTE_MS) < 3 * MINUTE_MS) {
          throw Object.assign(new Error('no'), { name: 'ThrottlingException' });
        }
        return table.putItem(input);
      },
    });
    const chain = await night(-1, flapping);
    expect([chain.delays.size, chain.discarded(), chain.messages.length]).toEqual([30, 0, 0]);
  });
});
