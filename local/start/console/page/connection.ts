import { useEffect, useState } from 'preact/hooks';
import type { ConsoleState } from '../console-state.ts';
import { withDifference } from '../difference.ts';
import { FeedList } from './feed-list.ts';
import { RateHistory } from './rate-history.ts';

/** `connecting`: nothing came yet; `ended`: it was there, and is tried again. */
export type Link = 'connecting' | 'live' | 'ended';

const RETRY_MS = 1_500;

/** Follows the chain by server-sent events, and tries again when the runtime ends. */
export class Connection {
  readonly history = new RateHistory();
  readonly feed = new FeedList();
  link: Link = 'connecting';
  /** What the page shows; `undefined` until something came. */
  shown: ConsoleState | undefined;
  /** When the last connection ended, milliseconds since the epoch. */
  endedAt: number | undefined;
  /** Whether another run of the chain answers than at first. */
  restarted = false;
  #latest: ConsoleState | undefined;
  #paused = false;
  #frame: number | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
    this.#open();
  }

  /** While it is paused, the page keeps what it shows; the history goes on. */
  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.#changed();
  }

  /** Calls `listener` in the next frame after a change. @returns ends that */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #open(): void {
    const source = new EventSource(this.#url);
    source.addEventListener('state', ({ data }) => {
      const state: ConsoleState = JSON.parse(data);
      if (this.#latest !== undefined && this.#latest.startedAt !== state.startedAt) {
        this.restarted = true;
        this.history.clear();
        this.feed.clear();
      }
      this.#take(state);
    });
    source.addEventListener('change', ({ data }) => {
      if (this.#latest !== undefined) this.#take(withDifference(this.#latest, JSON.parse(data)));
    });
    source.onerror = () => {
      source.close();
      if (this.link === 'live') {
        this.link = 'ended';
        this.endedAt = Date.now();
      }
      this.#changed();
      setTimeout(() => this.#open(), RETRY_MS);
    };
  }

  #take(state: ConsoleState): void {
    this.link = 'live';
    this.#latest = state;
    this.history.add(Date.now(), state.hops);
    if (!this.#paused) this.feed.add(state.feed);
    this.#changed();
  }

  #changed(): void {
    if (!this.#paused) this.shown = this.#latest;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Draws the component again when something changes. */
export function useConnection(connection: Connection): void {
  const [, draw] = useState(0);
  useEffect(() => connection.subscribe(() => draw((count) => count + 1)), [connection]);
}
