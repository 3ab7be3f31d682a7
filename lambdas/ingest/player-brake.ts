import type { Clock } from '../../core/scheduler/scheduler.ts';
import { RecentMap } from '../shared/recent-map.ts';
import { PLAYER_BURST_EVENTS, PLAYER_EVENTS_PER_SECOND } from './limits.ts';

/** A player's token bucket: plain data. A player without one has a full bucket. */
export interface PlayerBucket {
  /** Events that were left at `at`. */
  readonly events: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

const EVENTS_PER_MS = PLAYER_EVENTS_PER_SECOND / 1_000;
/** An empty bucket is full again after this time: then it need not be remembered. */
const FULL_AFTER_MS = Math.ceil(PLAYER_BURST_EVENTS / EVENTS_PER_MS);
/** Players that an environment remembers: 2 MB. Beyond, the one seen longest ago starts again with a full bucket. */
const REMEMBERED_PLAYERS = 10_000;

/** Events in a bucket at `now`, a fraction included. A clock that was set back takes nothing away. */
export function eventsLeft(bucket: PlayerBucket | undefined, now: number): number {
  if (bucket === undefined) return PLAYER_BURST_EVENTS;
  return Math.min(PLAYER_BURST_EVENTS, bucket.events + Math.max(0, now - bucket.at) * EVENTS_PER_MS);
}

/** How many of `wanted` more events a bucket with `left` lets through: whole ones. */
export function eventsAllowed(left: number, wanted: number): number {
  return left >= wanted ? wanted : Math.max(0, Math.floor(left));
}

/** Milliseconds until a bucket with `left` events has `wanted`. At least 1. */
export function waitForEventsMs(left: number, wanted: number): number {
  return Math.max(1, Math.ceil((wanted - left) / EVENTS_PER_MS));
}

/**
 * A brake on a runaway client, not a quota: it holds in one environment of ingest, of which there are many, and forgets
 * with it. It keeps a phone that sends in a loop from filling the streams of others.
 */
export class PlayerBrake {
  readonly #buckets: RecentMap<PlayerBucket>;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#buckets = new RecentMap(REMEMBERED_PLAYERS, FULL_AFTER_MS, clock);
  }

  /** Events that the player may send now. */
  left(playerId: string): number {
    return eventsLeft(this.#buckets.get(playerId), this.#clock.now());
  }

  /** Takes events that `left` allowed. */
  take(playerId: string, events: number): void {
    if (events === 0) return;
    this.#buckets.set(playerId, { events: this.left(playerId) - events, at: this.#clock.now() });
  }
}
