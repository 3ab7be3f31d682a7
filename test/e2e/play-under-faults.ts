import type { EventResult } from '../../client/events.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { sleep } from '../../core/scheduler/scheduler.ts';
import type { PlayedHunt } from '../helpers/game-violations.ts';
import { CASTLE, event, smallHunt } from './hunts.ts';
import type { LocalChain } from './local-chain.ts';

const scheduler = new RealScheduler();
/** A phone would wait for `retryAfterMs`, a test need not. */
const PAUSE_MS = 20;
const MAX_TRIES = 200;

/**
 * Sends events as a phone does: again, under the same ids, until each is answered as accepted.
 * @returns the ids
 */
export async function sendUntilAccepted(
  chain: LocalChain,
  player: string,
  events: readonly { readonly id: string }[],
): Promise<string[]> {
  let left = events;
  for (let tries = 0; left.length > 0; tries += 1) {
    if (tries === MAX_TRIES) throw new Error(`${player}: ${left.length} events were never accepted`);
    if (tries > 0) await sleep(scheduler, PAUSE_MS);
    let results: readonly EventResult[];
    try {
      results = await chain.send(player, left);
    } catch {
      // No answer, or one without results: nobody knows which were taken.
      continue;
    }
    const accepted = new Set(results.filter(({ outcome }) => outcome === 'accepted').map(({ id }) => id));
    const rejected = results.find(({ outcome }) => outcome === 'rejected');
    if (rejected !== undefined) throw new Error(`rejected: ${JSON.stringify(rejected)}`);
    left = left.filter(({ id }) => !accepted.has(id));
  }
  return events.map(({ id }) => id);
}

/** The small hunt, as every one of `playerIds` plays it. */
export function playedHunt(huntId: string, playerIds: readonly string[]): PlayedHunt {
  return {
    huntId,
    playerIds,
    cluePoints: { a: 10, b: 20, c: 30 },
    hintCosts: { a: 3, b: 4, c: 5 },
    treasurePoints: { gold: 100, silver: 50 },
    solved: ['a', 'b'],
    hints: ['c'],
    viewed: ['a', 'b'],
    claimed: ['gold', 'silver'],
    pinged: true,
  };
}

/**
 * All players play the whole hunt at once; resolves once everything was accepted.
 * @param requests how many each player's events come in, 1 to 9
 * @returns the ids
 */
export async function playAll(chain: LocalChain, { huntId, playerIds }: PlayedHunt, requests = 3): Promise<string[]> {
  await untilPut(chain, huntId);
  const accepted = await Promise.all(
    playerIds.map(async (player) => {
      const events = wholeGame(huntId, player);
      const size = Math.ceil(events.length / requests);
      const parts = Array.from({ length: requests }, (_, part) => events.slice(part * size, (part + 1) * size));
      return Promise.all(parts.map((part) => sendUntilAccepted(chain, player, part)));
    }),
  );
  return accepted.flat(2);
}

/** In an order in which nearly everything has to wait for something. */
function wholeGame(huntId: string, displayName: string) {
  return [
    event('treasure.claimed', { huntId, treasureId: 'silver', ...CASTLE }),
    event('clue.viewed', { huntId, clueId: 'a' }),
    event('clue.viewed', { huntId, clueId: 'b' }),
    event('treasure.claimed', { huntId, treasureId: 'gold', ...CASTLE }),
    event('clue.solved', { huntId, clueId: 'b', answer: 'beta' }),
    event('location.pinged', { huntId, ...CASTLE, accuracyMeters: 5 }),
    event('hint.requested', { huntId, clueId: 'c' }),
    event('clue.solved', { huntId, clueId: 'a', answer: 'alpha' }),
    event('hunt.joined', { huntId, displayName }),
  ];
}

/** An organiser, too, tries again. */
async function untilPut(chain: LocalChain, huntId: string): Promise<void> {
  const definition = smallHunt();
  for (let tries = 0; ; tries += 1) {
    try {
      return await chain.createHunt(huntId, definition);
    } catch (error) {
      if (tries === MAX_TRIES) throw error;
      await sleep(scheduler, PAUSE_MS);
    }
  }
}
