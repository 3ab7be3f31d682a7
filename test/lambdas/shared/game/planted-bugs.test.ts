import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../../catalog/definition.ts';
import { huntJoined } from '../../../../catalog/hunt-joined.ts';
import type { treasureClaimed } from '../../../../catalog/treasure-claimed.ts';
import { seededRandom } from '../../../../core/random.ts';
import { joinHunt } from '../../../../lambdas/hunt-joined/join-hunt.ts';
import { AdmissionGate } from '../../../../lambdas/ingest/admission-gate.ts';
import { ingestEvents } from '../../../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../../../lambdas/ingest/player-brake.ts';
import { changePlayers } from '../../../../lambdas/shared/batch/change-players.ts';
import { handleBatch } from '../../../../lambdas/shared/batch/handle-batch.ts';
import { changePlayer } from '../../../../lambdas/shared/game/change-player.ts';
import { openHunt } from '../../../../lambdas/shared/game/hunt.ts';
import { KnownPlayers } from '../../../../lambdas/shared/game/known-players.ts';
import { NEW_PLAYER } from '../../../../lambdas/shared/game/player-state.ts';
import { WinnerCache } from '../../../../lambdas/shared/game/winner-cache.ts';
import type { BusPort, TablePort } from '../../../../lambdas/shared/ports.ts';
import { winnerKey } from '../../../../lambdas/shared/store/keys.ts';
import { PlayerStore } from '../../../../lambdas/shared/store/player-store.ts';
import { claimTreasure } from '../../../../lambdas/treasure-claimed/claim-treasure.ts';
import { HUNT, HUNT_ID, kinesisRecord, near, STARTS_AT_MS, stamped, storeHunt } from '../../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../../helpers/impatient-scheduler.ts';
import { VALID } from '../../../helpers/ingest-cases.ts';
import { proxyRequest } from '../../../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../../helpers/recorders.ts';
import { CONTEXT } from '../../../helpers/type-functions.ts';

/** A checker that has never failed proves nothing, so each one runs on the code and on the code with a planted bug. */

const hunt = openHunt(HUNT_ID, HUNT);
const clock = new ImpatientScheduler(STARTS_AT_MS + 60_000);
const ports = { clock, random: seededRandom(1), log: recordingLog(), metrics: recordingMetrics() };

describe('accepted events that were never published', () => {
  /** Refuses every second entry. */
  const flaky = (taken: string[]): BusPort => ({
    putEvents: async ({ Entries = [] }) => ({
      Entries: Entries.map(({ Detail = '' }, index) => {
        if (index % 2 === 1) return { ErrorCode: 'MalformedDetail' };
        for (const { id } of JSON.parse(Detail).events) taken.push(id);
        return { EventId: 'e' };
      }),
    }),
  });
  const acknowledgesAll = (bus: BusPort): BusPort => ({
    putEvents: async (input) => {
      const { Entries = [] } = await bus.putEvents(input);
      return { Entries: Entries.map(() => ({ EventId: 'e' })) };
    },
  });
  const unpublished = async (wrap: (bus: BusPort) => BusPort) => {
    const taken: string[] = [];
    const viewed = { ...VALID, id: 'event-0000000009', type: 'clue.viewed', data: { huntId: 'h', clueId: 'c' } };
    const request = proxyRequest({ body: JSON.stringify({ events: [VALID, viewed] }) });
    const { body } = await ingestEvents(
      request,
      { playerId: 'ada' },
      {
        ...ports,
        bus: wrap(flaky(taken)),
        eventBusName: 'b',
        brake: new PlayerBrake(clock),
        gate: new AdmissionGate({ unit: () => 0.5 }),
      },
    );
    const results: readonly { id: string; outcome: string }[] = JSON.parse(body).results;
    return results.filter(({ id, outcome }) => outcome === 'accepted' && !taken.includes(id)).length;
  };

  it('do not exist', async () => expect(await unpublished((bus) => bus)).toBe(0));
  it('are found if a partial failure is acknowledged', async () => expect(await unpublished(acknowledgesAll)).toBe(1));
});

describe('a treasure’s winner', () => {
  const claimOf = (playerId: string) =>
    stamped('treasure.claimed', near('silver'), { playerId }) as EventOf<typeof treasureClaimed>;

  /** The results that the players of a race saw, and the winner in the table. */
  async function race(playerIds: readonly string[], storeOf: (table: TablePort) => PlayerStore) {
    const { table } = gameTable(clock);
    const players = storeOf(table);
    const told: string[] = [];
    for (const playerId of playerIds) {
      await players.put({ hunt, playerId }, 0, { ...NEW_PLAYER, joined: { displayName: playerId, order: 'o' } });
    }
    await Promise.all(
      playerIds.map(async (playerId) => {
        const known = new KnownPlayers(clock);
        const storing = { players, known, winners: new WinnerCache(), clock, random: seededRandom(1) };
        const claim = () => changePlayer({ hunt, playerId }, [claimOf(playerId)], claimTreasure, storing);
        await claim().catch(claim);
        const { state } = await players.read({ hunt, playerId }, true);
        if (state.claims.get('silver')?.outcome === 'won') told.push(playerId);
      }),
    );
    return { told, winner: await players.readWinner(hunt, 'silver') };
  }

  /** Planted bug: reads the winner, then writes, in two steps. */
  class CheckThenAct extends PlayerStore {
    readonly #table: TablePort;
    constructor(table: TablePort) {
      super(table, TABLE_NAME);
      this.#table = table;
    }
    override async putWinning(...[player, version, state, [treasureId = '']]: Parameters<PlayerStore['putWinning']>) {
      const winner = await this.readWinner(player.hunt, treasureId);
      if (winner !== undefined) throw cancelled(winner);
      await this.#table.putItem({
        TableName: TABLE_NAME,
        Item: { ...winnerKey(HUNT_ID, treasureId), playerId: { S: player.playerId } },
      });
      await this.put(player, version, state);
    }
  }

  /**
   * Planted bug: wins the treasure in a write of its own, whose reply is lost once, and mistakes its own row for
   * another player's.
   */
  class ForgetsItsOwnWrite extends PlayerStore {
    readonly #table: TablePort;
    #lost = false;
    constructor(table: TablePort) {
      super(table, TABLE_NAME);
      this.#table = table;
    }
    override async putWinning(...[player, version, state, [treasureId = '']]: Parameters<PlayerStore['putWinning']>) {
      try {
        await this.#table.putItem({
          TableName: TABLE_NAME,
          Item: { ...winnerKey(HUNT_ID, treasureId), playerId: { S: player.playerId } },
          ConditionExpression: 'attribute_not_exists(pk)',
        });
      } catch {
        throw cancelled('somebody');
      }
      if (!this.#lost) {
        this.#lost = true;
        throw Object.assign(new Error('reply lost'), { name: 'TimeoutError' });
      }
      await this.put(player, version, state);
    }
  }

  const cancelled = (winner: string) =>
    Object.assign(new Error('cancelled'), {
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { playerId: { S: winner } } }],
    });

  it('is one player, who is shown the win', async () => {
    const { told, winner } = await race(['ada', 'bob', 'eve'], (table) => new PlayerStore(table, TABLE_NAME));
    expect(told).toEqual([winner]);
  });

  it('is several players if the claim checks, then acts', async () => {
    const { told } = await race(['ada', 'bob', 'eve'], (table) => new CheckThenAct(table));
    expect(told.length).toBeGreaterThan(1);
  });

  it('is shown a loss if a lost reply is treated as another player’s win', async () => {
    const { told, winner } = await race(['ada'], (table) => new ForgetsItsOwnWrite(table));
    expect([told, winner]).toEqual([[], 'ada']);
  });
});

describe('an event whose effect is lost', () => {
  /**
   * Delivers a batch to a table that refuses a player's write until the handler hands it back. Returns how many players
   * are missing at the end.
   */
  async function missing(skipsBatch: boolean) {
    const { table } = gameTable(clock);
    await storeHunt(table);
    let refusals = 0;
    const throttling: TablePort = {
      ...table,
      putItem: async (input) => {
        if (refusals < 3 && input.Item?.playerId?.S === 'bob') {
          refusals += 1;
          throw Object.assign(new Error(), { name: 'ProvisionedThroughputExceededException' });
        }
        return table.putItem(input);
      },
    };
    const settings = {
      ...ports,
      table: throttling,
      tableName: TABLE_NAME,
      quarantine: recordingQuarantine(),
      quarantineQueueUrl: 'q',
    };
    const handler = handleBatch(huntJoined, changePlayers(joinHunt), settings);
    const playerIds = ['ada', 'bob', 'eve'];
    let records = playerIds.map((playerId, index) =>
      kinesisRecord('hunt.joined', [stamped('hunt.joined', { displayName: 'x' }, { playerId })], String(index)),
    );
    while (records.length > 0) {
      const { batchItemFailures } = await handler({ Records: records }, CONTEXT);
      const failed = skipsBatch ? undefined : batchItemFailures[0]?.itemIdentifier;
      const from = records.findIndex(({ kinesis }) => kinesis.sequenceNumber === failed);
      records = from === -1 ? [] : records.slice(from);
    }
    const store = new PlayerStore(table, TABLE_NAME);
    const states = await Promise.all(playerIds.map((playerId) => store.read({ hunt, playerId }, true)));
    return states.filter(({ state }) => state.joined === undefined).length;
  }

  it('does not exist', async () => expect(await missing(false)).toBe(0));
  it('is found if a failed batch is skipped', async () => expect(await missing(true)).toBe(1));
});
