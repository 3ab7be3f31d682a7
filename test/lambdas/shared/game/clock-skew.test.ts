import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { near, STARTS_AT_MS, stamped, storeHunt } from '../../../helpers/game.ts';
import { gameTable, stateHash, TABLE_NAME } from '../../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../../helpers/impatient-scheduler.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../../helpers/recorders.ts';
import { deliver, typeFunctions } from '../../../helpers/type-functions.ts';

/** Two players join and claim, ada before bob by the clock of ingest, with these times of their phones. */
async function played(phoneTimes: readonly [ada: string, bob: string]): Promise<string> {
  const clock = new ImpatientScheduler(STARTS_AT_MS + 60_000);
  const { tables, table } = gameTable(clock);
  await storeHunt(table);
  const functions = typeFunctions({
    clock,
    random: seededRandom(1),
    table,
    tableName: TABLE_NAME,
    quarantine: recordingQuarantine(),
    quarantineQueueUrl: 'queue',
    log: recordingLog(),
    metrics: recordingMetrics(),
  });
  const events = ['ada', 'bob'].flatMap((playerId, index) =>
    [
      stamped(
        'hunt.joined',
        { displayName: playerId },
        { playerId, secondsIn: 10 + index, id: `join-${playerId}-00000000` },
      ),
      stamped('treasure.claimed', near('silver'), { playerId, secondsIn: 20 + index, id: `claim-${playerId}-0000000` }),
      stamped(
        'location.pinged',
        { latitude: 1, longitude: 2, accuracyMeters: 3 },
        { playerId, id: `ping-${playerId}-00000000` },
      ),
    ].map((event) => ({ ...event, occurredAt: phoneTimes[index] ?? '' })),
  );
  await deliver(functions, events);
  return stateHash(tables);
}

describe("the phone's clock", () => {
  it.each([
    ['ten years ahead', '2036-06-01T10:00:00Z', '2036-06-01T10:00:00Z'],
    ['ten years behind', '2016-06-01T10:00:00Z', '2016-06-01T10:00:00Z'],
    ['of who claims second far before the first', '2026-06-01T10:00:20Z', '2016-06-01T10:00:00Z'],
  ])('%s decides nothing', async (_, ada, bob) => {
    const honest = await played(['2026-06-01T10:00:20Z', '2026-06-01T10:00:21Z']);
    expect(honest).toContain('{"pk":{"S":"TREASURE#edinburgh#silver"},"playerId":{"S":"ada"}}');
    expect(await played([ada, bob])).toBe(honest);
  });
});
