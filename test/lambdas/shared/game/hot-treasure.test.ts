import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import type { TablePort } from '../../../../lambdas/shared/ports.ts';
import { near, STARTS_AT_MS, stamped, storeHunt } from '../../../helpers/game.ts';
import { gameTable, stateHash, TABLE_NAME } from '../../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../../helpers/impatient-scheduler.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../../helpers/recorders.ts';
import { deliver, typeFunctions } from '../../../helpers/type-functions.ts';

const CLAIMANTS = 10_000;
const BATCH = 100;
/** Environments over which claims are spread: each learns once that the treasure is won. */
const ENVIRONMENTS = 4;
/** Players of a batch whose writes run at once. */
const AT_ONCE = 16;

describe('ten thousand players who claim one treasure', () => {
  it('have one winner, and call for its item only until each environment knows who won', async () => {
    const clock = new ImpatientScheduler(STARTS_AT_MS + 60_000);
    const { tables, table } = gameTable(clock);
    await storeHunt(table);
    let attempts = 0;
    const counted: TablePort = {
      ...table,
      transactWriteItems: (input) => {
        attempts += 1;
        return table.transactWriteItems(input);
      },
    };
    const environment = () =>
      typeFunctions({
        clock,
        random: seededRandom(1),
        table: counted,
        tableName: TABLE_NAME,
        quarantine: recordingQuarantine(),
        quarantineQueueUrl: 'queue',
        log: recordingLog(),
        metrics: recordingMetrics(),
      });
    const players = Array.from({ length: CLAIMANTS }, (_, index) => `player-${index}`);
    const joins = players.map((playerId) => stamped('hunt.joined', { displayName: 'x' }, { playerId }));
    await deliver(environment(), joins, BATCH);
    const claims = players.map((playerId) => stamped('treasure.claimed', near('silver'), { playerId }));
    const share = CLAIMANTS / ENVIRONMENTS;
    await Promise.all(
      Array.from({ length: ENVIRONMENTS }, (_, index) =>
        deliver(environment(), claims.slice(index * share, (index + 1) * share), BATCH),
      ),
    );
    const state = stateHash(tables);
    expect(state.split('"outcome":{"S":"won"}')).toHaveLength(2);
    expect(state.split('"outcome":{"S":"lost"}')).toHaveLength(CLAIMANTS);
    expect(attempts).toBeLessThanOrEqual(ENVIRONMENTS * AT_ONCE);
  });
});
