import type { Clock } from '../../core/scheduler/scheduler.ts';
import { RecentMap } from '../shared/recent-map.ts';
import { PLAYER_BURST_EVENTS, PLAYER_EVENTS_PER_SECOND } from './limits.ts';

/** A player's token bucket, as plain data. A player without one has a full bucket. */
export interface PlayerBucket {
  /** Events remaining at `at`. */
  readonly events: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

const EVENTS_PER_MS = PLAYER_EVENTS_PER_SECOND / 1_000;
/** An empty bucket is full again after this time, so it need not be remembered longer. */
const FULL_AFTER_MS = Math.ceil(PLAYER_BURST_EVENTS / EVENTS_PER_MS);
/**
 * Players that an environment remembers: 2 MB. Beyond that, the player seen longest ago starts again with a full
 * bucket.
 */
const REMEMBERED_PLAYERS = 10_000;

/** Events in a bucket at `now`, fractions included. A clock that was set back removes none. */
export function eventsRemaining(bucket: PlayerBucket | undefined, now: number): number {
  if (bucket === undefined) return PLAYER_BURST_EVENTS;
  return Math.min(PLAYER_BURST_EVENTS, bucket.events + Math.max(0, now - bucket.at) * EVENTS_PER_MS);
}

/** How many of `wanted` more events a bucket with `remaining` events allows: a whole number. */
export function eventsAllowed(remaining: number, wanted: number): number {
  return remaining >= wanted ? wanted : Math.max(0, Math.floor(remaining));
}

/** Milliseconds until a bucket with `remaining` events has `wanted`. At least 1. */
export function waitForEventsMs(remaining: number, wanted: number): number {
  return Math.max(1, Math.ceil((wanted - remaining) / EVENTS_PER_MS));
}

/**
 * Slows a runaway client. It is a brake, not a quota: each of ingest's many environments counts for itself, and its
 * counts end with it. It keeps a phone that sends in a loop from filling the streams for others.
 */
export class PlayerBrake {
  readonly #buckets: RecentMap<PlayerBucket>;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#buckets = new RecentMap(REMEMBERED_PLAYERS, FULL_AFTER_MS, clock);
  }

  /** Events that the player may send now. */
  remaining(playerId: string): number {
    return eventsRemaining(this.#buckets.get(playerId), this.#clock.now());
  }

  /** Removes events that `remaining` allowed. */
  take(playerId: string, events: number): void {
    if (events === 0) return;
    this.#buckets.set(playerId, { events: this.remaining(playerId) - events, at: this.#clock.now() });
  }
}
