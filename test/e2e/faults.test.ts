import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../local/aws/services/faults/fault-kinds.ts';
import { gameViolations, type PlayedHunt } from '../helpers/game-violations.ts';
import { getJson } from './api.ts';
import { drained } from './drained.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';
import { playAll, playedHunt } from './play-under-faults.ts';

const MOST_HUNTS = 5;
const PLAYERS = Array.from({ length: 8 }, (_, index) => `player-${index}`);

/** What is asked for beside the kind, so that nothing waits long and as much as possible is processed. */
const REQUESTS: Partial<Record<FaultKind, object>> = {
  'delivery-delayed': { by: '300ms', probability: 0.5 },
  'delivery-reordered': { by: '300ms' },
  'function-slow': { by: '100ms', probability: 0.1 },
  'function-crash': { target: 'treasure.claimed', probability: 0.5 },
  'shard-throttled': { probability: 0.1 },
  'target-denied': { target: 'clue.viewed' },
};

describe('faults', () => {
  let chain: LocalChain;
  let faultsUrl: string;
  const post = (body: unknown, contentType = 'application/json') =>
    fetch(faultsUrl, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  let tableName: string;
  const ended: string[] = [];
  let accepted = 0;

  beforeAll(async () => {
    chain = await startLocalChain({
      seed: 7,
      onFault: ({ id, state }) => {
        if (state === 'ended') ended.push(id);
      },
    });
    faultsUrl = `${chain.runtime.url}/local/faults`;
    tableName = chain.runtime.cloud.tables.all()[0]?.settings.name ?? '';
  });
  afterEach(() => chain.runtime.faults.removeAll());
  afterAll(() => chain?.runtime.close());

  // Replay comes after all others, with their events. A timeout takes 30 s here: test/local/aws/services/faults has it.
  it.each((Object.keys(FAULT_KINDS) as FaultKind[]).filter((kind) => kind !== 'function-timeout'))(
    'under %s: every accepted event has a fate, no treasure two winners, no score is counted twice',
    async (kind) => {
      const answer = await post({ kind, ...REQUESTS[kind] });
      expect(answer.status).toBe(201);
      const { id } = (await answer.json()) as { readonly id: string };

      const hunts: PlayedHunt[] = [];
      // How much of a hunt a fault can strike is the machine's: it may come in few requests and batches.
      while (hunts.length < MOST_HUNTS && (await getJson(`${faultsUrl}/${id}`)).struck === 0) {
        const hunt = playedHunt(`under-${kind}-${hunts.length}`, PLAYERS);
        hunts.push(hunt);
        accepted += (await playAll(chain, hunt)).length;
        await drained(chain.runtime);
      }
      const removed = await (await fetch(`${faultsUrl}/${id}`, { method: 'DELETE' })).json();
      expect(removed).toMatchObject({ id, kind, state: 'ended', struck: expect.toSatisfy((struck) => struck > 0) });
      expect(ended).toContain(id);
      await drained(chain.runtime);

      const sums: Record<string, number> = {};
      for (const counts of Object.values(chain.runtime.stats())) {
        for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
      }
      const { processed = 0, deadLettered = 0, quarantined = 0 } = sums;
      expect(sums).toMatchObject({ accepted, inFlight: 0, unrouted: 0, quarantined: 0 });
      expect(processed + deadLettered + quarantined).toBe(accepted);
      const complete = kind !== 'target-denied';
      for (const hunt of hunts) {
        expect(gameViolations(chain.runtime.cloud.tables, tableName, hunt, complete)).toEqual([]);
      }
    },
  );

  it('are put in over HTTP with all that they can say, listed with how they stand, and removed', async () => {
    const slow = {
      kind: 'function-slow',
      target: 'QueryFunction',
      probability: 0.5,
      after: '1h',
      for: '2m',
      by: '5ms',
    };
    const put = (await (await post(slow)).json()) as { readonly id: string; readonly startsAt: string };
    expect(put).toMatchObject({ kind: 'function-slow', target: 'QueryFunction', probability: 0.5, by: '5ms' });
    expect(put).toMatchObject({
      state: 'waiting',
      struck: 0,
      startsAt: expect.any(String),
      endsAt: expect.any(String),
    });
    const [, stack = ''] =
      /^(cairn-dev)-/.exec(chain.runtime.stack.resources.get('IngestFunction4B2F2EB2') ?? '') ?? [];
    for (const target of ['IngestFunction4B2F2EB2', `${stack}-IngestFunction4B2F2EB2`, 'IngestFunction']) {
      expect((await post({ kind: 'function-answer-lost', target, after: '1h' })).status).toBe(201);
    }
    expect((await post({ kind: 'table-throttled', target: 'Table', after: '1h' })).status).toBe(201);
    expect((await post({ kind: 'shard-throttled', target: 'ClueSolvedStream/0', after: '1h' })).status).toBe(201);
    expect((await post({ kind: 'target-denied', target: 'ClueSolvedRule', after: '1h' })).status).toBe(201);
    expect(await getJson(faultsUrl)).toContainEqual(put);
    expect(await getJson(`${faultsUrl}/${put.id}`)).toEqual(put);
    const removed = await fetch(faultsUrl, { method: 'DELETE' });
    expect(await removed.json()).toHaveLength(7);
    const states = ((await getJson(faultsUrl)) as { readonly state: string }[]).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['ended']));
  });

  it.each([
    ['a kind that there is not', { kind: 'function-crsh' }, 400, 'Did you mean "function-crash"?'],
    [
      'a target that there is not',
      { kind: 'function-crash', target: 'IngestFuncton' },
      400,
      'Did you mean "IngestFunction"?',
    ],
    ['what is no object', [], 400, 'an object with "kind"'],
    ['text that is not JSON', '{', 400, 'the body is not JSON'],
  ])('%s is refused with what there is', async (_, body, status, message) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    const { error } = (await answer.json()) as { readonly error: object };
    expect(error).toEqual({ code: 'bad_fault', message: expect.stringContaining(message) });
  });

  it('are not put in by a page of the web, which may send no JSON without asking', async () => {
    expect((await post({ kind: 'function-crash' }, 'text/plain')).status).toBe(415);
  });

  it('answer 404 to an unknown id and 405 to what they cannot do', async () => {
    expect((await fetch(`${faultsUrl}/f999`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${faultsUrl}/f999`)).status).toBe(404);
    expect((await fetch(faultsUrl, { method: 'PUT' })).status).toBe(405);
  });
});
