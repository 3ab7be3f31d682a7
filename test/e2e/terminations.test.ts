import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { gameViolations, type PlayedHunt } from '../helpers/game-violations.ts';
import { drained } from './drained.ts';
import { type LocalChain, startLocalChain } from './local-chain.ts';
import { playAll, playedHunt } from './play-under-faults.ts';
import { sendDiscardedAgain } from './send-again.ts';

/** Each costs the start of a thread, a fifth of a second of CPU: `npm run nightly` has 200 of them. */
const TERMINATIONS = Number(process.env.CAIRN_TERMINATIONS ?? 15);
const PLAYERS = Array.from({ length: 12 }, (_, index) => `player-${index}`);
/** Events: the load goes no faster than functions that keep being ended. */
const MOST_IN_FLIGHT = 200;
/** About as long as a batch takes. */
const WITHIN_MS = 6;

describe("a load under which functions' threads are ended in the middle of their batches", () => {
  let chain: LocalChain;
  beforeAll(async () => {
    chain = await startLocalChain({ seed: 11 });
  });
  afterAll(() => chain?.runtime.close());

  it(`loses nothing and doubles no claim in ${TERMINATIONS} terminations`, { timeout: 240_000 }, async () => {
    const { runtime } = chain;
    for (const { type } of catalog) {
      runtime.faults.add({ kind: 'function-crash', target: type, probability: 0.5, afterMs: 0, byMs: WITHIN_MS });
    }
    const isEnough = (): boolean => {
      const terminated = runtime.faults.list().reduce((sum, { struck }) => sum + struck, 0);
      if (terminated >= TERMINATIONS) runtime.faults.removeAll();
      return terminated >= TERMINATIONS;
    };
    const hunts: PlayedHunt[] = [];
    const accepted = new Set<string>();
    // Two hunts at once, so that few functions are idle while others wait to try again.
    const playOn = async (): Promise<void> => {
      while (!isEnough()) {
        const hunt = playedHunt(`ended-${hunts.length}`, PLAYERS);
        hunts.push(hunt);
        for (const id of await playAll(chain, hunt, 1)) accepted.add(id);
        await vi.waitFor(() => expect(isEnough() || totals(chain).inFlight < MOST_IN_FLIGHT).toBe(true), {
          timeout: 60_000,
          interval: 5,
        });
      }
    };
    await Promise.all([playOn(), playOn()]);
    await drained(runtime);
    expect(totals(chain)).toMatchObject({ accepted: accepted.size, quarantined: 0, unrouted: 0 });

    // What was given up after its retries is kept with its payload: sent again, nothing is missing.
    const { deadLettered } = totals(chain);
    expect(sendDiscardedAgain(runtime) > 0).toBe(deadLettered > 0);
    await expect.poll(() => totals(chain)).toMatchObject({ processed: accepted.size, deadLettered: 0 });
    const [table] = runtime.cloud.tables.all();
    for (const hunt of hunts) {
      expect(gameViolations(runtime.cloud.tables, table?.settings.name ?? '', hunt)).toEqual([]);
    }
  });
});

const COUNTED = ['accepted', 'processed', 'deadLettered', 'quarantined', 'unrouted', 'inFlight'] as const;

function totals({ runtime }: LocalChain): Record<(typeof COUNTED)[number], number> {
  const sums = { accepted: 0, processed: 0, deadLettered: 0, quarantined: 0, unrouted: 0, inFlight: 0 };
  for (const counts of Object.values(runtime.stats())) for (const name of COUNTED) sums[name] += counts[name];
  return sums;
}
