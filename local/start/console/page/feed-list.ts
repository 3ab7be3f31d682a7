import type { FeedEvent, FeedRound } from '../console-state.ts';

const KEPT = 200;

/** The newest events of the live feed, the newest first, in memory that does not grow. */
export class FeedList {
  events: readonly FeedEvent[] = [];
  #round = 0;

  add({ round, events }: FeedRound): void {
    if (round === this.#round) return;
    this.#round = round;
    const known = new Set(this.events.map(({ id }) => id));
    const fresh = events.filter(({ id }) => !known.has(id)).reverse();
    this.events = [...fresh, ...this.events].slice(0, KEPT);
  }

  clear(): void {
    this.events = [];
    this.#round = 0;
  }
}
