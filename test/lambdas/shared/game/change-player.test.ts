import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../../catalog/definition.ts';
import type { huntJoined } from '../../../../catalog/hunt-joined.ts';
import type { treasureClaimed } from '../../../../catalog/treasure-claimed.ts';
import { seededRandom } from '../../../../core/random.ts';
import { sleep } from '../../../../core/scheduler/scheduler.ts';
import { joinHunt } from '../../../../lambdas/hunt-joined/join-hunt.ts';
import { changePlayer } from '../../../../lambdas/shared/game/change-player.ts';
import { openHunt } from '../../../../lambdas/shared/game/hunt.ts';
import { KnownPlayers } from '../../../../lambdas/shared/game/known-players.ts';
import { WinnerCache } from '../../../../lambdas/shared/game/winner-cache.ts';
import type { TablePort } from '../../../../lambdas/shared/ports.ts';
import { playerKey } from '../../../../lambdas/shared/store/keys.ts';
import { PlayerStore } from '../../../../lambdas/shared/store/player-store.ts';
import { claimTreasure } from '../../../../lambdas/treasure-claimed/claim-treasure.ts';
import { HUNT, HUNT_ID, near, STARTS_AT_MS, stamped } from '../../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../../helpers/impatient-scheduler.ts';

const hunt = openHunt(HUNT_ID, HUNT);

function environment(wrap: (table: TablePort) => TablePort = (table) => table) {
  const clock = new ImpatientScheduler(STARTS_AT_MS);
  const { table } = gameTable(clock);
  const calls: string[] = [];
  const counted = new Proxy(table, {
    get: (target, name: keyof TablePort) => (input: never) => {
      calls.push(name);
      return (target[name] as (input: never) => Promise<unknown>)(input);
    },
  });
  const players = new PlayerStore(wrap(counted), TABLE_NAME);
  const ports = {
    players,
    known: new KnownPlayers(clock),
    winners: new WinnerCache(),
    clock,
    random: seededRandom(1),
  };
  const join = (playerId: string, name = 'x') =>
    changePlayer(
      { hunt, playerId },
      [stamped('hunt.joined', { displayName: name }, { playerId }) as EventOf<typeof huntJoined>],
      joinHunt,
      ports,
    );
  const claim = (playerId: string, treasureId = 'silver') =>
    changePlayer(
      { hunt, playerId },
      [stamped('treasure.claimed', near(treasureId), { playerId }) as EventOf<typeof treasureClaimed>],
      claimTreasure,
      ports,
    );
  const stateOf = async (playerId: string) => (await players.read({ hunt, playerId }, true)).state;
  return { join, claim, stateOf, calls, ports, table };
}

/** Performs the call, then fails once as if the reply were lost. */
function losingReply(method: 'putItem' | 'transactWriteItems') {
  let lost = false;
  return (table: TablePort): TablePort => ({
    ...table,
    getItem: table.getItem,
    putItem: table.putItem,
    updateItem: table.updateItem,
    query: table.query,
    transactWriteItems: table.transactWriteItems,
    [method]: async (input: never) => {
      const answer = await (table[method] as (input: never) => Promise<unknown>)(input);
      if (!lost) {
        lost = true;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      }
      return answer;
    },
  });
}

/** Performs the call, loses its answer and retries, as an SDK does: the second attempt finds the row of the first. */
function tryingAgain(table: TablePort): TablePort {
  const again =
    <Input, Output>(call: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      await call(input);
      return call(input);
    };
  return {
    getItem: table.getItem,
    putItem: again(table.putItem),
    updateItem: table.updateItem,
    query: table.query,
    transactWriteItems: again(table.transactWriteItems),
  };
}

describe('a player’s change', () => {
  it('takes one read and one write', async () => {
    const { join, calls } = environment();
    await join('ada');
    expect(calls).toEqual(['getItem', 'putItem']);
  });

  it('makes no call to the table if its environment knows that nothing changes', async () => {
    const { join, calls } = environment();
    await join('ada');
    calls.length = 0;
    expect((await join('ada')).outcomes).toEqual([{ kind: 'duplicate' }]);
    expect(calls).toEqual([]);
  });

  it('makes only a read if another environment made the change', async () => {
    const { join, calls, ports } = environment();
    await join('ada');
    calls.length = 0;
    const event = stamped('hunt.joined', { displayName: 'x' }, { playerId: 'ada' }) as EventOf<typeof huntJoined>;
    const other = { ...ports, known: new KnownPlayers(ports.clock) };
    await changePlayer({ hunt, playerId: 'ada' }, [event], joinHunt, other);
    expect(calls).toEqual(['getItem']);
  });

  it('trusts a restored table after a minute', async () => {
    const { join, ports, table, stateOf } = environment();
    await join('ada');
    await table.putItem({
      TableName: TABLE_NAME,
      Item: { ...playerKey(HUNT_ID, 'ada', 'STATE'), version: { N: '7' } },
    });
    await sleep(ports.clock, 61_000);
    await join('ada');
    expect((await stateOf('ada')).joined).toBeDefined();
  });

  it('does not treat a refused write as done', async () => {
    let refused = false;
    const { join, stateOf } = environment((table) => ({
      ...table,
      getItem: table.getItem,
      putItem: async (input) => {
        if (refused) return table.putItem(input);
        refused = true;
        throw Object.assign(new Error(), { name: 'ProvisionedThroughputExceededException' });
      },
    }));
    await expect(join('ada')).rejects.toThrow();
    expect((await join('ada')).outcomes).toEqual([{ kind: 'applied' }]);
    expect((await stateOf('ada')).joined).toBeDefined();
  });

  it('wins a treasure in one transaction', async () => {
    const { join, claim, calls, stateOf } = environment();
    await join('ada');
    calls.length = 0;
    expect((await claim('ada')).outcomes).toEqual([{ kind: 'applied' }]);
    expect(calls).toEqual(['getItem', 'transactWriteItems']);
    expect((await stateOf('ada')).claims.get('silver')?.outcome).toBe('won');
  });

  it('loses a treasure that it knows another player has, without a call for it', async () => {
    const { join, claim, calls, stateOf } = environment();
    await join('ada');
    await join('bob');
    await claim('ada');
    calls.length = 0;
    await claim('bob');
    expect(calls).toEqual(['getItem', 'putItem']);
    expect((await stateOf('bob')).claims.get('silver')?.outcome).toBe('lost');
  });

  it('learns the winner from the refusal', async () => {
    const first = environment();
    await first.join('ada');
    await first.join('bob');
    await first.claim('ada');
    const other = { ...first.ports, winners: new WinnerCache() };
    const event = stamped('treasure.claimed', near('silver'), { playerId: 'bob' }) as EventOf<typeof treasureClaimed>;
    await changePlayer({ hunt, playerId: 'bob' }, [event], claimTreasure, other);
    expect((await first.stateOf('bob')).claims.get('silver')?.outcome).toBe('lost');
    expect(other.winners.get(HUNT_ID, 'silver')).toBe('ada');
  });

  it('keeps the winner if the reply to the write was lost', async () => {
    const { join, claim, stateOf } = environment(losingReply('transactWriteItems'));
    await join('ada');
    await expect(claim('ada')).rejects.toThrow('socket hang up');
    expect((await claim('ada')).outcomes).toEqual([{ kind: 'duplicate' }]);
    expect((await stateOf('ada')).claims.get('silver')?.outcome).toBe('won');
  });

  it('counts a pending effect once, and by its own type when a later write settles it', async () => {
    const { join, claim, stateOf } = environment();
    expect(await claim('ada')).toEqual({
      outcomes: [{ kind: 'pending', key: 'claim#silver', waitsFor: 'hunt.joined' }],
      waiting: { began: ['treasure.claimed'], settled: [] },
    });
    expect((await claim('ada')).waiting).toEqual({ began: [], settled: [] });
    expect((await join('ada')).waiting).toEqual({ began: [], settled: ['treasure.claimed'] });
    expect((await stateOf('ada')).pending.size).toBe(0);
  });

  it('retries a conflict a bounded number of times', async () => {
    let tries = 0;
    const conflicting = (table: TablePort): TablePort =>
      new Proxy(table, {
        get: (target, name: keyof TablePort) =>
          name === 'putItem'
            ? async () => {
                tries += 1;
                throw Object.assign(new Error(''), { name: 'ConditionalCheckFailedException' });
              }
            : target[name],
      });
    await expect(environment(conflicting).join('ada')).rejects.toThrow();
    expect(tries).toBe(8);
  });
});

describe('a write that meets its own row, as its first answer was lost', () => {
  it('counts what became pending and what was settled, once', async () => {
    const { join, claim } = environment(tryingAgain);
    expect((await claim('ada')).waiting).toEqual({ began: ['treasure.claimed'], settled: [] });
    expect((await join('ada')).waiting).toEqual({ began: [], settled: ['treasure.claimed'] });
  });

  it('is not a duplicate', async () => {
    const { join, claim } = environment(tryingAgain);
    expect((await join('ada')).outcomes).toEqual([{ kind: 'applied' }]);
    expect((await claim('ada')).outcomes).toEqual([{ kind: 'applied' }]);
    expect((await claim('ada')).outcomes).toEqual([{ kind: 'duplicate' }]);
  });
});
