import { describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../catalog/definition.ts';
import { PUT_HUNT, READ_REQUESTS } from '../../catalog/requests.ts';
import { RARE_USES } from '../../catalog/table-use.ts';
import { type TableUse, unitsOfUse } from '../../core/capacity/model/table-use.ts';
import { LEADERBOARD_SHARDS } from '../../core/chain/leaderboard.ts';
import { seededRandom } from '../../core/random.ts';
import { answerQuery } from '../../lambdas/query/answer-query.ts';
import { handleApi } from '../../lambdas/shared/http/api-handler.ts';
import type { TablePort } from '../../lambdas/shared/ports.ts';
import { countedTable, seen } from '../helpers/counted-table.ts';
import { HUNT, HUNT_ID, kinesisRecord, near, STARTS_AT_MS, stamped, storeHunt } from '../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../helpers/game-table.ts';
import { ImpatientScheduler } from '../helpers/impatient-scheduler.ts';
import { proxyRequest } from '../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../helpers/recorders.ts';
import { CONTEXT, deliver, GAME, typeFunctions } from '../helpers/type-functions.ts';

type Event = StampedEvent<string, { huntId: string }>;

/** How a case comes about: the events before it, in another environment and in the watched one, and its own event. */
interface Course {
  readonly elsewhere?: readonly Event[];
  readonly here?: readonly Event[];
  readonly event: Event;
}

const join = (playerId = 'ada') => stamped('hunt.joined', { displayName: 'Ada' }, { playerId, secondsIn: 1 });
const solve = (answer = 'One o’clock', playerId = 'ada') =>
  stamped('clue.solved', { clueId: 'castle', answer }, { playerId });
const hint = () => stamped('hint.requested', { clueId: 'castle' });
const claim = (playerId = 'ada', metersNorth = 0) =>
  stamped('treasure.claimed', near('silver', metersNorth), { playerId });
const ping = () => stamped('location.pinged', { latitude: 55.9, longitude: -3.1, accuracyMeters: 5 });
const view = () => stamped('clue.viewed', { clueId: 'castle' });

/** By type, and by the case's name in the declaration. */
const COURSES: Readonly<Record<string, Readonly<Record<string, Course>>>> = {
  'hunt.joined': {
    '': { event: join() },
    again: { elsewhere: [join()], event: join() },
    'again, remembered': { here: [join()], event: join() },
  },
  'clue.solved': {
    right: { elsewhere: [join()], event: solve() },
    wrong: { elsewhere: [join()], event: solve('noon') },
    pending: { event: solve() },
    again: { elsewhere: [join(), solve()], event: solve() },
    'again, remembered': { elsewhere: [join()], here: [solve()], event: solve() },
  },
  'hint.requested': {
    '': { elsewhere: [join()], event: hint() },
    pending: { event: hint() },
    again: { elsewhere: [join(), hint()], event: hint() },
    'again, remembered': { elsewhere: [join()], here: [hint()], event: hint() },
  },
  'treasure.claimed': {
    won: { elsewhere: [join()], event: claim() },
    'lost, winner known': { elsewhere: [join(), join('bob')], here: [claim('bob')], event: claim() },
    'lost, winner not known yet': { elsewhere: [join(), join('bob'), claim('bob')], event: claim() },
    'pending or invalid': { elsewhere: [join()], event: claim('ada', 500) },
    again: { elsewhere: [join(), claim()], event: claim() },
    'again, remembered': { elsewhere: [join()], here: [claim()], event: claim() },
  },
  'location.pinged': {
    'any number': { event: ping() },
    again: { here: [ping()], event: { ...ping(), index: 0, receivedAt: new Date(STARTS_AT_MS).toISOString() } },
  },
  'clue.viewed': {
    'any number': { event: view() },
    again: { elsewhere: [view()], event: view() },
    'again, remembered': { here: [view()], event: view() },
  },
};
/** An event of each type that changes nothing for Ada, and makes an environment read the hunt. */
const HARMLESS: Readonly<Record<string, Event>> = {
  'hunt.joined': join('eve'),
  'clue.solved': solve('noon', 'eve'),
  'hint.requested': stamped('hint.requested', { clueId: 'none' }, { playerId: 'eve' }),
  'treasure.claimed': claim('eve', 500),
  'location.pinged': { ...ping(), playerId: 'eve' },
  'clue.viewed': { ...view(), playerId: 'eve' },
};

async function environment(nowMs = STARTS_AT_MS + 600_000) {
  const clock = new ImpatientScheduler(nowMs);
  const { tables, table } = gameTable(clock);
  const counted = countedTable(tables, table);
  const ports = {
    clock,
    random: seededRandom(1),
    tableName: TABLE_NAME,
    log: recordingLog(),
    quarantine: recordingQuarantine(),
    quarantineQueueUrl: 'queue',
    metrics: recordingMetrics(),
  };
  const functionsOn = (port: TablePort) => typeFunctions({ ...ports, table: port });
  const query = { ...ports, table: counted.table };
  const request = handleApi(query, answerQuery(query));
  const ask = (route: string, { role = 'player', body }: { role?: string; body?: unknown } = {}) => {
    const [method = '', resource = ''] = route.split(' ');
    return request(
      proxyRequest({
        method,
        resource,
        pathParameters: { huntId: HUNT_ID },
        caller: { playerId: 'ada', role },
        body: body === undefined ? null : JSON.stringify(body),
      }),
    );
  };
  return { table, counted, functionsOn, ask, clock };
}

/** Compares the counted calls with a declaration. */
function expectUse({ taken }: ReturnType<typeof countedTable>, use: Pick<TableUse, 'calls'>): void {
  const { calls, units } = taken();
  expect(calls).toEqual(use.calls.map(seen));
  expect(units).toEqual(unitsOfUse(use, LEADERBOARD_SHARDS));
}

describe('what an event type says of its reads and writes', () => {
  const declared = GAME.flatMap(({ type, tableUse }) => tableUse.map((use) => ({ type, ...use })));

  it('have a test case for each type and each name', () => {
    const tried = Object.entries(COURSES).flatMap(([type, courses]) =>
      Object.keys(courses).map((when) => `${type}, ${when}`),
    );
    expect(tried.sort()).toEqual(declared.map(({ type, when }) => `${type}, ${when}`).sort());
  });

  it.each(declared)('are what the handler of $type does and the table counts: $when', async ({ type, when, calls }) => {
    const course = COURSES[type]?.[when];
    const harmless = HARMLESS[type];
    if (course === undefined || harmless === undefined) throw new Error(`no course for ${type}, ${when}`);
    const { table, counted, functionsOn } = await environment();
    await storeHunt(table);
    await deliver(functionsOn(table), course.elsewhere ?? []);
    const here = functionsOn(counted.table);
    await deliver(here, [harmless, ...(course.here ?? [])]);
    counted.start();
    await deliver(here, [course.event]);
    expectUse(counted, { calls });
  });

  it('include the reading of a hunt that the environment does not know', async () => {
    const { table, counted, functionsOn } = await environment();
    await storeHunt(table);
    counted.start();
    await deliver(functionsOn(counted.table), [solve('noon')]);
    expectUse(counted, RARE_USES.huntRead);
  });

  it('include the refused write and the second read of a conflict', async () => {
    const { table, counted, functionsOn } = await environment();
    await storeHunt(table);
    await deliver(functionsOn(table), [join()]);
    // Another function writes between the read and the write.
    const others = functionsOn(table);
    let crossed = false;
    const crossing: TablePort = {
      ...counted.table,
      getItem: async (input) => {
        const output = await counted.table.getItem(input);
        if (input.Key?.sk?.S === 'STATE' && !crossed) {
          crossed = true;
          await deliver(others, [hint()]);
          counted.start();
        }
        return output;
      },
    };
    const here = functionsOn(crossing);
    await deliver(here, [solve('noon', 'eve')]);
    await deliver(here, [solve()]);
    expect(crossed).toBe(true);
    // The first read came before the other function's write; the count starts after that write.
    expectUse(counted, { calls: RARE_USES.conflict.calls.slice(1) });
  });

  it('include the count of attempts for a record that arrives alone and late', async () => {
    const { table, counted, functionsOn, clock } = await environment();
    await storeHunt(table);
    const here = functionsOn(counted.table);
    await deliver(here, [solve('noon', 'eve')]);
    counted.start();
    const record = kinesisRecord('clue.solved', [solve('noon')], '1', clock.now() - 3_600_000);
    await here['clue.solved']?.({ Records: [record] }, CONTEXT);
    expectUse(counted, RARE_USES.attempt);
  });
});

describe('what a request says of its reads and writes', () => {
  it.each(Object.entries(READ_REQUESTS))('are what query does and the table counts: %s', async (_, request) => {
    const { table, counted, ask } = await environment();
    await storeHunt(table);
    // Another kind of request has put the hunt into memory.
    const other = Object.values(READ_REQUESTS).find(({ route }) => route !== request.route);
    await ask(other?.route ?? '');
    counted.start();
    expect((await ask(request.route)).statusCode).toBe(200);
    const [use] = request.tableUse;
    expectUse(counted, use);
  });

  it('are none if the environment has just answered for the leaderboard', async () => {
    const { table, counted, ask } = await environment();
    await storeHunt(table);
    await ask(READ_REQUESTS.leaderboard.route);
    counted.start();
    await ask(READ_REQUESTS.leaderboard.route);
    expectUse(counted, { calls: [] });
  });

  it.each([
    ['new or changed', 'Edinburgh'],
    ['the same again, or refused', HUNT.name],
  ])('are what an organiser’s PUT does: %s', async (when, name) => {
    const { counted, ask } = await environment(STARTS_AT_MS - 10_000);
    const organiser = { role: 'organiser' };
    const put = (definition: unknown) => ask(PUT_HUNT.route, { ...organiser, body: definition });
    // So small that it costs one unit; the declaration is for each kilobyte.
    const small = { ...HUNT, clues: [], treasures: [] };
    const refused = { ...small, startsAt: new Date(STARTS_AT_MS - 9_000).toISOString() };
    if (when !== 'new or changed') await put(small);
    counted.start();
    await put(when === 'new or changed' ? { ...small, name } : refused);
    const use = PUT_HUNT.tableUse.find((each) => each.when === when);
    expectUse(counted, use ?? { calls: [] });
  });
});
