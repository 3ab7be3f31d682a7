import { isDeepStrictEqual } from 'node:util';
import type { StampedEvent } from '../../../catalog/definition.ts';
import type { Random } from '../../../core/random.ts';
import { type Scheduler, sleep } from '../../../core/scheduler/scheduler.ts';
import { backoffMs } from '../backoff.ts';
import { errorName } from '../error-name.ts';
import { isRefusal } from '../refusal.ts';
import { decideClaims, hasDueClaims } from './decide-claims.ts';
import type { Effect, EffectOutcome } from './effect.ts';
import type { KnownPlayers } from './known-players.ts';
import { type PlayerState, pendingType } from './player-state.ts';
import type { PlayerOfHunt, PlayerStorage, StoredPlayer } from './player-storage.ts';
import type { WinnerCache } from './winner-cache.ts';

export interface ChangePlayerPorts {
  readonly players: PlayerStorage;
  readonly known: KnownPlayers;
  readonly winners: WinnerCache;
  readonly clock: Scheduler;
  readonly random: Random;
}

/** How a write changes the pending effects. Each effect is given by the type of its event. */
export interface WaitingChange {
  /** Effects that became pending. */
  readonly began: readonly string[];
  /** Effects that were pending and now count. */
  readonly settled: readonly string[];
}

export interface PlayerChange {
  /** One for each event, in order. */
  readonly outcomes: readonly EffectOutcome[];
  readonly waiting: WaitingChange;
}

/** Conflicting writes after which the batch is handed back to Kinesis. */
const MAX_CONFLICTS = 8;
const BACKOFF_BASE_MS = 20;
const BACKOFF_MAX_MS = 500;

/**
 * Applies a player's events with one read and one write, or with none if they repeat what is known. The same write
 * decides the claims that are due: it wins the treasure and raises the score together, or does neither.
 * @throws the table's error if it cannot be done now
 */
export async function changePlayer<Event extends StampedEvent>(
  player: PlayerOfHunt,
  events: readonly Event[],
  effect: Effect<Event>,
  ports: ChangePlayerPorts,
): Promise<PlayerChange> {
  const { players, known, winners, clock, random } = ports;
  const { hunt, playerId } = player;
  const old = known.stateOf(player);
  const guess = applyAll(old, events, effect, player);
  if (guess.state === old && !hasDueClaims(old, hunt)) {
    return { outcomes: guess.outcomes, waiting: { began: [], settled: [] } };
  }
  let conflicts = 0;
  let first: FirstWrite | undefined;
  let unanswered: Unanswered | undefined;
  for (;;) {
    const stored = await players.read(player, first !== undefined || unanswered !== undefined);
    // If the answer to a write was lost, the retry finds the write's own state. The events then keep the outcomes of
    // that write and do not count as duplicates.
    if (unanswered !== undefined && isStored(unanswered, stored)) first ??= unanswered;
    const reduced = applyAll(stored.state, events, effect, player);
    const { state, won, more } = decideClaims(reduced.state, player, (treasureId) =>
      winners.get(hunt.huntId, treasureId),
    );
    const write = { outcomes: reduced.outcomes, pending: stored.state.pending };
    try {
      if (won.length > 0) {
        await players.putWinning(player, stored.version, state, won, new Date(clock.now()).toISOString());
        for (const treasureId of won) winners.set(hunt.huntId, treasureId, playerId);
      } else if (state !== stored.state) {
        await players.put(player, stored.version, state);
      }
      known.remember(player, state);
      first ??= write;
      if (!more) return concluded(first, state);
    } catch (error) {
      if (!isConflict(error) || isRefusal(error)) throw error;
      unanswered = { ...write, version: stored.version + 1, state };
      if (await learnWinners(error, won, player, ports)) continue;
      conflicts += 1;
      if (conflicts >= MAX_CONFLICTS) throw error;
      await sleep(clock, backoffMs(random, conflicts, BACKOFF_BASE_MS, BACKOFF_MAX_MS));
    }
  }
}

/** The outcomes of the first write of the events, and the effects that were pending before it. */
interface FirstWrite {
  readonly outcomes: readonly EffectOutcome[];
  readonly pending: PlayerState['pending'];
}

/** A write that was refused: because of another write, or because it was stored and only its answer was lost. */
interface Unanswered extends FirstWrite, StoredPlayer {}

function isStored({ version, state }: Unanswered, stored: StoredPlayer): boolean {
  return stored.version === version && isDeepStrictEqual(stored.state, state);
}

function applyAll<Event extends StampedEvent>(
  stored: PlayerState,
  events: readonly Event[],
  effect: Effect<Event>,
  { hunt }: PlayerOfHunt,
): { state: PlayerState; outcomes: EffectOutcome[] } {
  let state = stored;
  const outcomes = events.map((event) => {
    const result = effect(state, event, hunt);
    state = result.state;
    return result.outcome;
  });
  return { state, outcomes };
}

/** Reports an effect as applied if the same write made it pending and settled it. */
function concluded(first: FirstWrite, state: PlayerState): PlayerChange {
  const outcomes = first.outcomes.map((outcome): EffectOutcome => {
    return outcome.kind === 'pending' && !state.pending.has(outcome.key) ? { kind: 'applied' } : outcome;
  });
  const began = [...state.pending.keys()].filter((key) => !first.pending.has(key)).map(pendingType);
  const settled = [...first.pending.keys()].filter((key) => !state.pending.has(key)).map(pendingType);
  return { outcomes, waiting: { began, settled } };
}

const CONFLICTS = new Set([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

function isConflict(error: unknown): boolean {
  return CONFLICTS.has(errorName(error));
}

interface CancellationReason {
  readonly Code?: string;
  readonly Item?: { readonly playerId?: { readonly S?: string } };
}

/**
 * Remembers the winners of treasures that could not be won. `true` if a winner was not known before; the next attempt
 * then decides more claims.
 */
async function learnWinners(
  error: unknown,
  won: readonly string[],
  { hunt }: PlayerOfHunt,
  { players, winners }: ChangePlayerPorts,
): Promise<boolean> {
  const reasons = (error as { readonly CancellationReasons?: readonly CancellationReason[] }).CancellationReasons;
  let learned = false;
  for (const [index, treasureId] of won.entries()) {
    const reason = reasons?.[index];
    if (reason?.Code !== 'ConditionalCheckFailed') continue;
    // The refusal contains the item; if a table leaves it out, the winner is read.
    const winner = reason.Item?.playerId?.S ?? (await players.readWinner(hunt, treasureId));
    if (winner === undefined) continue;
    winners.set(hunt.huntId, treasureId, winner);
    learned = true;
  }
  return learned;
}
