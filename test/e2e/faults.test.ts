import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '../../local/services/faults/fault-kinds.ts';
import { gameViolations } from '../helpers/game-violations.ts';
import { drained } from './drained.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';
import { playAll, playedHunt } from './play-under-faults.ts';

const PLAYERS = Array.from({ length: 25 }, (_, index) => `player-${index}`);

/** What is asked for beside the kind, so that nothing waits long and as much as possible is processed. */
const REQUESTS: Partial<Record<FaultKind, object>> = {
  'delivery-delayed': { by: '300ms', probability: 0.5 },
  'delivery-reordered': { by: '300ms' },
  'function-slow': { by: '100ms' },
  'function-crash': { target: 'treasure.claimed', probability: 0.3 },
  'shard-throttled': { probability: 0.1 },
  'target-denied': { target: 'clue.viewed' },
};

describe('a hunt that is played under a fault', () => {
  let chain: LocalChain;
  let faultsUrl: string;
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

  // Replay comes after all others, with their events. A timeout takes 30 s here: test/local/services/faults has it.
  it.each((Object.keys(FAULT_KINDS) as FaultKind[]).filter((kind) => kind !== 'function-timeout'))(
    '%s: every accepted event has a fate, no treasure two winners, no score is counted twice',
    async (kind) => {
      const hunt = playedHunt(`under-${kind}`, PLAYERS);
      const answer = await fetch(faultsUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ kind, ...REQUESTS[kind] }),
      });
      expect(answer.status).toBe(201);
      const { id } = (await answer.json()) as { readonly id: string };

      accepted += (await playAll(chain, hunt)).length;
      await drained(chain.runtime);
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
      if (kind !== 'target-denied') expect(gameViolations(chain.runtime.cloud.tables, tableName, hunt)).toEqual([]);
      else expect(gameViolations(chain.runtime.cloud.tables, tableName, hunt, false)).toEqual([]);
    },
  );
});
