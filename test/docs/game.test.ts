import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_KEYS } from '../../catalog/event-limits.ts';
import { seededRandom } from '../../core/random.ts';
import { REJECTION_CODES, RETRY_CODES } from '../../lambdas/ingest/event-result.ts';
import { BODY_LIMITS, MAX_EVENTS, PLAYER_BURST_EVENTS, PLAYER_EVENTS_PER_SECOND } from '../../lambdas/ingest/limits.ts';
import { POSITION_LIFE_SECONDS } from '../../lambdas/location-pinged/store-position.ts';
import { answerQuery } from '../../lambdas/query/answer-query.ts';
import { HUNT_LIMITS } from '../../lambdas/query/check-hunt.ts';
import { MAX_PARTS } from '../../lambdas/query/hunt-definition.schema.ts';
import { MAX_LIMIT } from '../../lambdas/query/read-leaderboard.ts';
import { normalizeAnswer } from '../../lambdas/shared/game/answer.ts';
import { NO_EFFECT_REASONS } from '../../lambdas/shared/game/effect.ts';
import { INVALID_REASONS, MAX_MADE_UP_CLAIMS } from '../../lambdas/shared/game/player-state.ts';
import { handleApi } from '../../lambdas/shared/http/api-handler.ts';
import { HUNT_ID, near, STARTS_AT_MS, stamped, storeHunt } from '../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../helpers/game-table.ts';
import { ImpatientScheduler } from '../helpers/impatient-scheduler.ts';
import { proxyRequest } from '../helpers/proxy-request.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../helpers/recorders.ts';
import { deliver, typeFunctions } from '../helpers/type-functions.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/game.md'), 'utf8');

/** The cells of the rows of the table under a heading, as they stand. */
function tableUnder(heading: string): string[][] {
  const [, after = ''] = PAGE.split(`\n${heading}\n`);
  const section = after.split(/\n#+ /)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => row.split('|').slice(1, -1).map(unpadded));
}

/** Without the one space on each side, and the padding behind. */
const unpadded = (cell: string): string => cell.trim().replaceAll('`', '');
const firstCells = (heading: string): string[] => tableUnder(heading).map(([cell = '']) => cell);

function sources(...folders: readonly string[]): string {
  return folders
    .flatMap((folder) => readdirSync(path.join(ROOT, folder)).map((file) => path.join(ROOT, folder, file)))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

describe('docs/game.md', () => {
  it('names every code of a rejected event, and no other', () => {
    expect(firstCells('### Rejected: change the event')).toEqual([...REJECTION_CODES]);
  });

  it('names every code of an event to be sent again, and no other', () => {
    expect(firstCells('### Throttled or shed: send the same event again')).toEqual([...RETRY_CODES]);
  });

  it('names every reason for which an accepted event has no effect, and no other', () => {
    expect(firstCells('### Accepted, without an effect')).toEqual([...NO_EFFECT_REASONS]);
  });

  it('names every reason of an invalid claim, and no other', () => {
    expect(firstCells('### Invalid claims')).toEqual([...INVALID_REASONS]);
  });

  it('names every reason for which handlers quarantine, and no other', () => {
    const code = sources('lambdas/shared/batch');
    const written = [...code.matchAll(/(?:\bcode: |problems\.add\(index, |^ *code: .*\| )'([a-z_]+)'/gm)];
    expect(firstCells('### Accepted, then quarantined').sort()).toEqual(
      [...new Set(written.map(([, name]) => name))].sort(),
    );
  });

  it('names every error of the routes of hunts, and no other', () => {
    const thrown = [...sources('lambdas/query').matchAll(/new HttpError\((\d+), '([a-z_]+)'/g)];
    const listed = tableUnder('## Answers').map(([status, code]) => `${status} ${code}`);
    expect(listed.sort()).toEqual([...new Set(thrown.map(([, status, code]) => `${status} ${code}`))].sort());
  });

  it('has every cap as the code has it', () => {
    const caps: Readonly<Record<string, number>> = {
      'events a request': MAX_EVENTS,
      'bytes of a request’s body as sent': BODY_LIMITS.raw,
      'bytes of a request’s body, inflated': BODY_LIMITS.inflated,
      'bytes of an event, with ingest’s stamps and envelope': MAX_EVENT_BYTES,
      'levels of nesting': MAX_DEPTH,
      'keys of an object': MAX_KEYS,
      'events of a player at once': PLAYER_BURST_EVENTS,
      'events of a player a second, after that': PLAYER_EVENTS_PER_SECOND,
      'clues of a hunt': MAX_PARTS,
      'treasures of a hunt': MAX_PARTS,
      'bytes of a hunt': HUNT_LIMITS.inflated,
      'made-up treasure ids in a player’s progress': MAX_MADE_UP_CLAIMS,
      'days that a position is kept': POSITION_LIFE_SECONDS / 86_400,
      'entries of a leaderboard': MAX_LIMIT,
    };
    const shown = Object.fromEntries(
      tableUnder('## Caps').map(([name = '', value]) => [name.replace("'", '’'), value]),
    );
    expect(shown).toEqual(
      Object.fromEntries(Object.entries(caps).map(([name, value]) => [name, value.toLocaleString('en-US')])),
    );
  });

  it('shows answers that are equal once normalised', () => {
    const pairs = tableUnder('## Answers to clues');
    expect(pairs.length).toBeGreaterThan(2);
    for (const [right = '', sent = ''] of pairs) {
      expect(sent).not.toBe(right);
      expect(normalizeAnswer(sent)).toBe(normalizeAnswer(right));
    }
    expect(normalizeAnswer("One o'clock")).not.toBe(normalizeAnswer('One o’clock'));
    expect(normalizeAnswer('Cafe')).not.toBe(normalizeAnswer('Café'));
  });
});

/** The API and the functions of all types on one table, ten minutes into the hunt. */
async function game() {
  const clock = new ImpatientScheduler(STARTS_AT_MS + 600_000);
  const { table } = gameTable(clock);
  const ports = { table, tableName: TABLE_NAME, clock, log: recordingLog() };
  const functions = typeFunctions({
    ...ports,
    random: seededRandom(1),
    quarantine: recordingQuarantine(),
    quarantineQueueUrl: 'queue',
    metrics: recordingMetrics(),
  });
  await storeHunt(table);
  const handler = handleApi(ports, answerQuery(ports));
  const ask = async (resource: string, huntId = HUNT_ID): Promise<Readonly<Record<string, unknown>>> => {
    const request = proxyRequest({
      method: 'GET',
      resource: `/v1/hunts/{huntId}${resource}`,
      pathParameters: { huntId },
      caller: { playerId: 'ada', role: 'player' },
      body: null,
      ...(resource === '/leaderboard' && { query: { limit: '2' } }),
    });
    return JSON.parse((await handler(request)).body);
  };
  return { ask, functions };
}

describe('the rules that docs/game.md states', () => {
  it('give two events under one id in two requests both their effect', async () => {
    const { ask, functions } = await game();
    const id = 'one-id-for-two-events';
    await deliver(functions, [
      stamped('hunt.joined', { displayName: 'Ada' }),
      stamped('clue.solved', { clueId: 'bridge', answer: 'STRASSE' }, { id }),
      stamped('clue.solved', { clueId: 'castle', answer: 'one o’clock' }, { id, secondsIn: 61 }),
    ]);
    expect(await ask('/players/me')).toMatchObject({ solvedClues: ['bridge', 'castle'], score: 30 });
  });

  it('let a player join before the start, and count nothing else before it', async () => {
    const { ask, functions } = await game();
    await deliver(functions, [
      stamped('hunt.joined', { displayName: 'Ada' }, { secondsIn: -60 }),
      stamped('clue.solved', { clueId: 'bridge', answer: 'STRASSE' }, { secondsIn: -1 }),
      stamped('treasure.claimed', near('silver'), { secondsIn: -1 }),
    ]);
    expect(await ask('/players/me')).toMatchObject({
      joined: true,
      solvedClues: [],
      claims: [{ treasureId: 'silver', outcome: 'invalid', reason: 'not_open' }],
    });
  });

  it('let solves, hints and claims wait for the join', async () => {
    const { ask, functions } = await game();
    await deliver(functions, [
      stamped('treasure.claimed', near('gold')),
      stamped('clue.solved', { clueId: 'castle', answer: 'one o’clock' }),
      stamped('hint.requested', { clueId: 'castle' }),
    ]);
    expect(await ask('/players/me')).toMatchObject({ joined: false, score: 0, solvedClues: [], hints: [] });
    await deliver(functions, [stamped('hunt.joined', { displayName: 'Ada' })]);
    expect(await ask('/players/me')).toMatchObject({
      score: 107,
      solvedClues: ['castle'],
      claims: [{ treasureId: 'gold', outcome: 'won' }],
    });
  });
});

describe('the examples of docs/game.md', () => {
  const answers = new Map<string, unknown>();

  beforeAll(async () => {
    const { ask, functions } = await game();
    await deliver(functions, [
      stamped('hunt.joined', { displayName: 'Bob' }, { playerId: 'bob' }),
      stamped('treasure.claimed', near('silver'), { playerId: 'bob' }),
      stamped('hunt.joined', { displayName: 'Ada' }),
      stamped('hint.requested', { clueId: 'bridge' }),
      stamped('clue.solved', { clueId: 'bridge', answer: 'STRASSE' }),
      stamped('treasure.claimed', near('silver')),
      stamped('treasure.claimed', near('gold')),
      stamped('treasure.claimed', near('crown', 900)),
    ]);
    answers.set('hunt', await ask(''));
    answers.set('leaderboard', await ask('/leaderboard'));
    answers.set('progress', await ask('/players/me'));
    answers.set('error', await ask('', 'no-such-hunt'));
  });

  it.each(['hunt', 'leaderboard', 'progress', 'error'])('are what the API answers: %s', (name) => {
    const block = new RegExp(`<!-- example: ${name} -->\n\n\`\`\`json\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? '';
    expect(block).toBe(`${JSON.stringify(answers.get(name), null, 2)}\n`);
  });
});
