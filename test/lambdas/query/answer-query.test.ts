import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { answerQuery } from '../../../lambdas/query/answer-query.ts';
import { handleApi } from '../../../lambdas/shared/http/api-handler.ts';
import { HUNT, HUNT_ID, near, STARTS_AT_MS, stamped, storeHunt } from '../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { proxyRequest } from '../../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../helpers/recorders.ts';
import { deliver, typeFunctions } from '../../helpers/type-functions.ts';

function api(nowMs = STARTS_AT_MS - 3_600_000) {
  const clock = new ImpatientScheduler(nowMs);
  const { table } = gameTable(clock);
  const log = recordingLog();
  const ports = { table, tableName: TABLE_NAME, clock, log };
  const handler = handleApi(ports, answerQuery(ports));
  const functions = typeFunctions({
    ...ports,
    random: seededRandom(1),
    quarantine: recordingQuarantine(),
    quarantineQueueUrl: 'queue',
    metrics: recordingMetrics(),
  });
  const ask = async (
    method: string,
    path: string,
    { role = 'player', playerId = 'ada', body, huntId = HUNT_ID, query }: Asked = {},
  ) => {
    const answer = await handler(
      proxyRequest({
        method,
        resource: `/v1/hunts/{huntId}${path}`,
        pathParameters: { huntId },
        caller: { playerId, role },
        body: body === undefined ? null : JSON.stringify(body),
        ...(query === undefined ? {} : { query }),
      }),
    );
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const wait = (ms: number) => new Promise<void>((resolve) => clock.schedule(ms, resolve));
  return { ask, table, functions, wait, handler };
}

interface Asked {
  readonly role?: string;
  readonly playerId?: string;
  readonly body?: unknown;
  readonly huntId?: string;
  readonly query?: Readonly<Record<string, string>>;
}

const organiser = { role: 'organiser' };

/** The PUT of a hunt as API Gateway passes it: base64 of the bytes. */
const putOf = (bytes: Buffer) =>
  proxyRequest({
    method: 'PUT',
    resource: '/v1/hunts/{huntId}',
    pathParameters: { huntId: HUNT_ID },
    caller: { playerId: 'ada', ...organiser },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  });

describe('putting a hunt', () => {
  it('is for organisers, may be repeated, and may change the hunt until it is frozen', async () => {
    const { ask, wait } = api();
    expect((await ask('PUT', '', { body: HUNT })).status).toBe(403);
    expect(await ask('PUT', '', { ...organiser, body: HUNT })).toEqual({
      status: 200,
      body: { huntId: HUNT_ID, ...HUNT },
    });
    expect((await ask('PUT', '', { ...organiser, body: HUNT })).status).toBe(200);
    const changed = { ...HUNT, name: 'Changed' };
    expect((await ask('PUT', '', { ...organiser, body: changed })).status).toBe(200);
    const { status, body } = await ask('PUT', '', {
      ...organiser,
      body: { ...HUNT, startsAt: '2026-06-01T09:00:04Z' },
    });
    expect([status, body.error.code]).toEqual([409, 'hunt_starts_too_soon']);
    await wait(3_600_000 - 5_000);
    const frozen = await ask('PUT', '', { ...organiser, body: HUNT });
    expect([frozen.status, frozen.body.error.code]).toEqual([409, 'hunt_frozen']);
    expect((await ask('PUT', '', { ...organiser, body: changed })).status).toBe(200);
    // The same hunt with its fields in another order is the same hunt.
    const reversed = Object.fromEntries(Object.entries(changed).reverse());
    expect((await ask('PUT', '', { ...organiser, body: reversed })).status).toBe(200);
    expect((await ask('GET', '', organiser)).body.name).toBe('Changed');
  });

  it('that has already started is allowed if there was none', async () => {
    const { ask } = api(STARTS_AT_MS + 60_000);
    expect((await ask('PUT', '', { ...organiser, body: HUNT })).status).toBe(200);
  });

  const [castle, bridge] = HUNT.clues;
  const [gold] = HUNT.treasures;
  it.each<[string, unknown, string]>([
    ['a missing name', { ...HUNT, name: undefined }, 'name is required'],
    ['an unknown field', { ...HUNT, colour: 'red' }, 'colour is not a known field'],
    ['a start that is no time', { ...HUNT, startsAt: 'tomorrow' }, 'startsAt must be an RFC 3339 time'],
    ['an end before the start', { ...HUNT, endsAt: HUNT.startsAt }, 'startsAt must be before endsAt'],
    ['the same clue twice', { ...HUNT, clues: [castle, bridge, castle] }, 'clueId "castle" is there twice'],
    ['the same treasure twice', { ...HUNT, treasures: [gold, gold] }, 'treasureId "gold" is there twice'],
    [
      'a required clue that is not there',
      { ...HUNT, clues: [bridge] },
      'requires clue "castle", which the hunt has not got',
    ],
    ['201 clues', { ...HUNT, clues: Array(201).fill(castle) }, 'clues must NOT have more than 200 items'],
    ['a blank answer', { ...HUNT, clues: [{ ...castle, answer: ' ' }, bridge] }, 'white space only'],
    [
      'an id that JavaScript swallows',
      { ...HUNT, treasures: [{ ...gold, treasureId: '__proto__' }] },
      'is not allowed',
    ],
  ])('refuses %s', async (_name, body, message) => {
    const { status, body: answer } = await api().ask('PUT', '', { ...organiser, body });
    expect([status, answer.error.code]).toEqual([400, 'invalid_hunt']);
    expect(answer.error.message).toContain(message);
  });

  it.each<[string, Buffer, number, string]>([
    ['is Latin-1', Buffer.from(JSON.stringify({ ...HUNT, name: 'J\xfcrgen' }), 'latin1'), 400, 'invalid_encoding'],
    [
      'is Latin-1, compressed',
      gzipSync(Buffer.from(JSON.stringify({ ...HUNT, name: 'J\xfcrgen' }), 'latin1')),
      400,
      'invalid_encoding',
    ],
    [
      'inflates to more than 256 KB',
      gzipSync(JSON.stringify({ ...HUNT, name: 'x'.repeat(300_000) })),
      413,
      'body_too_large',
    ],
    ['is not JSON', Buffer.from('{'), 400, 'invalid_json'],
  ])('refuses a body that %s', async (_name, bytes, status, code) => {
    const { handler } = api();
    const answer = await handler(putOf(bytes));
    expect([answer.statusCode, JSON.parse(answer.body).error.code]).toEqual([status, code]);
  });

  it.each([
    ['as it is', (bytes: Buffer) => bytes],
    ['compressed', (bytes: Buffer) => gzipSync(bytes)],
  ])('keeps what was sent, including U+FFFD and umlaut, %s', async (_name, encode) => {
    const { ask, handler } = api();
    const hunt = { ...HUNT, name: 'J\xfcrgen \ufffd' };
    expect((await handler(putOf(encode(Buffer.from(JSON.stringify(hunt)))))).statusCode).toBe(200);
    expect((await ask('GET', '', organiser)).body.name).toBe(hunt.name);
  });

  it('accepts a body that arrived as text, unless bytes of it were replaced', async () => {
    const { handler } = api();
    const put = (name: string) =>
      handler({
        ...putOf(Buffer.alloc(0)),
        headers: { 'content-type': 'text/plain' },
        body: JSON.stringify({ ...HUNT, name }),
        isBase64Encoded: false,
      });
    expect((await put('J\xfcrgen')).statusCode).toBe(200);
    expect(JSON.parse((await put('J\ufffdrgen')).body).error.code).toBe('invalid_encoding');
  });

  it('refuses more than 256 KB', async () => {
    const { status } = await api().ask('PUT', '', { ...organiser, body: { ...HUNT, name: 'x'.repeat(256 * 1024) } });
    expect(status).toBe(413);
  });
});

describe('reading a hunt', () => {
  it('shows a player no answers, no places, and only the hints that the player has bought', async () => {
    const { ask, table, functions } = api(STARTS_AT_MS + 60_000);
    await storeHunt(table);
    await deliver(functions, [
      stamped('hunt.joined', { displayName: 'Ada' }),
      stamped('hint.requested', { clueId: 'castle' }),
    ]);
    const { body } = await ask('GET', '');
    expect(body.clues[0]).toEqual({
      clueId: 'castle',
      text: 'When does the gun fire?',
      points: 10,
      hintCost: 3,
      hint: 'Not noon',
    });
    expect(body.clues[1].hint).toBeUndefined();
    expect(body.treasures[0]).toEqual({ treasureId: 'gold', points: 100, requiredClues: ['castle'] });
    const text = JSON.stringify((await ask('GET', '', { playerId: 'bob' })).body);
    for (const secret of ['o’clock', 'Straße', 'Not noon', 'North', '55.9', '-3.1']) expect(text).not.toContain(secret);
    expect((await ask('GET', '', organiser)).body).toEqual({ huntId: HUNT_ID, ...HUNT });
  });

  it('answers 404 for a missing hunt, 400 for an invalid id, 401 without a caller', async () => {
    const { ask, handler } = api();
    for (const path of ['', '/leaderboard', '/players/me']) {
      const { status, body } = await ask('GET', path);
      expect([status, body.error.code]).toEqual([404, 'unknown_hunt']);
    }
    expect((await ask('GET', '', { huntId: 'a b' })).status).toBe(400);
    expect((await handler(proxyRequest({ caller: null }))).statusCode).toBe(401);
  });
});

describe('a player’s progress', () => {
  it('shows the best claim on each treasure, and what was earned and paid', async () => {
    const { ask, table, functions } = api(STARTS_AT_MS + 600_000);
    await storeHunt(table);
    await deliver(functions, [
      stamped('hunt.joined', { displayName: 'Bob' }, { playerId: 'bob' }),
      stamped('treasure.claimed', near('silver'), { playerId: 'bob' }),
      stamped('hunt.joined', { displayName: 'Ada' }),
      stamped('hint.requested', { clueId: 'bridge' }),
      stamped('clue.solved', { clueId: 'bridge', answer: ' strasse ' }),
      stamped('treasure.claimed', near('silver')),
      stamped('treasure.claimed', near('gold', 51)),
      stamped('treasure.claimed', near('gold', 49)),
      stamped('treasure.claimed', near('crown', 900)),
      stamped('treasure.claimed', near('atlantis')),
    ]);
    expect((await ask('GET', '/players/me')).body).toEqual({
      huntId: HUNT_ID,
      playerId: 'ada',
      joined: true,
      score: 13,
      solvedClues: ['bridge'],
      hints: [{ clueId: 'bridge', hint: 'North' }],
      claims: [
        { treasureId: 'atlantis', outcome: 'invalid', reason: 'unknown_treasure' },
        { treasureId: 'crown', outcome: 'invalid', reason: 'too_far' },
        { treasureId: 'gold', outcome: 'pending' },
        { treasureId: 'silver', outcome: 'lost' },
      ],
    });
    expect((await ask('GET', '/players/me', { playerId: 'nobody' })).body).toMatchObject({
      joined: false,
      score: 0,
      claims: [],
    });
  });

  it('keeps a bounded number of claims on unknown treasures, the same ones in any order', async () => {
    const { ask, table, functions } = api(STARTS_AT_MS + 600_000);
    await storeHunt(table);
    const claims = Array.from({ length: 80 }, (_, index) =>
      stamped(
        'treasure.claimed',
        { ...near('gold'), treasureId: `fake-${String(index).padStart(2, '0')}` },
        { secondsIn: index },
      ),
    );
    await deliver(functions, claims.reverse(), 7);
    const { body } = await ask('GET', '/players/me');
    expect(body.claims.map(({ treasureId }: { treasureId: string }) => treasureId)).toEqual(
      Array.from({ length: 50 }, (_, index) => `fake-${String(index).padStart(2, '0')}`),
    );
  });
});

describe('the leaderboard', () => {
  it('merges its shards by score, ties by player id', async () => {
    const { ask, table, functions } = api(STARTS_AT_MS + 600_000);
    await storeHunt(table);
    const players = Array.from({ length: 30 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    await deliver(
      functions,
      players.map((playerId) => stamped('hunt.joined', { displayName: playerId.toUpperCase() }, { playerId })),
      10,
    );
    await deliver(functions, [
      stamped('clue.solved', { clueId: 'bridge', answer: 'straße' }, { playerId: 'p17' }),
      stamped('clue.solved', { clueId: 'castle', answer: 'one o’clock' }, { playerId: 'p05' }),
      stamped('hint.requested', { clueId: 'castle' }, { playerId: 'p00' }),
    ]);
    const { body } = await ask('GET', '/leaderboard', { query: { limit: '5' } });
    expect(body.entries).toEqual([
      { rank: 1, playerId: 'p17', displayName: 'P17', score: 20 },
      { rank: 2, playerId: 'p05', displayName: 'P05', score: 10 },
      { rank: 3, playerId: 'p01', displayName: 'P01', score: 0 },
      { rank: 4, playerId: 'p02', displayName: 'P02', score: 0 },
      { rank: 5, playerId: 'p03', displayName: 'P03', score: 0 },
    ]);
    expect((await ask('GET', '/leaderboard')).body.entries).toHaveLength(10);
    const all = (await ask('GET', '/leaderboard', { query: { limit: '100' } })).body.entries;
    expect(all).toHaveLength(30);
    expect(all.at(-1)).toMatchObject({ playerId: 'p00', score: -3 });
    for (const limit of ['0', '101', 'x', '1.5']) {
      expect((await ask('GET', '/leaderboard', { query: { limit } })).status).toBe(400);
    }
  });
});
