import { isObject } from '../../aws/services/operation.ts';
import type { FeedEvent, FeedRound } from './console-state.ts';

/** Entries of a round whose events are shown: as many as a person can follow. */
const ENTRIES_SHOWN = 6;
const EVENTS_SHOWN = 12;

/** A sample of the events that reach the bus, while somebody looks. Above its rate, the first of each round are shown. */
export class LiveFeed {
  #entries: string[] = [];
  #seen = 0;
  #round = 0;
  #looked = false;
  #last: readonly FeedEvent[] = [];

  set looked(looked: boolean) {
    this.#looked = looked;
    this.#entries = [];
  }

  /** @param detailText of an entry */
  take(detailText: string): void {
    if (!this.#looked) return;
    this.#seen += 1;
    if (this.#entries.length < ENTRIES_SHOWN) this.#entries.push(detailText);
  }

  /** What came since the last round; the round before if nothing did. */
  round(): FeedRound {
    if (this.#entries.length > 0) {
      this.#round += 1;
      this.#last = this.#entries.flatMap(eventsOf).slice(0, EVENTS_SHOWN);
      this.#entries = [];
    }
    return { round: this.#round, entriesSeen: this.#seen, events: this.#last };
  }
}

/** The events of an entry's detail, or of any text that has them in a list. */
export function eventsOf(text: string): readonly FeedEvent[] {
  let detail: unknown;
  try {
    detail = JSON.parse(text);
  } catch {
    return [];
  }
  const events = isObject(detail) && Array.isArray(detail.events) ? detail.events : [];
  return events.filter(isObject).map(({ id, type, playerId, receivedAt, data }) => ({
    id: String(id),
    type: String(type),
    ...(typeof playerId === 'string' && { playerId }),
    ...(typeof receivedAt === 'string' && { receivedAt }),
    ...(isObject(data) && typeof data.huntId === 'string' && { huntId: data.huntId }),
  }));
}
