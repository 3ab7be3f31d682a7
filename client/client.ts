import { ApiError, type ApiOptions, request } from './api.ts';
import type { EventData, EventResult, EventType, OutgoingEvent } from './events.ts';
import { Outbox } from './outbox.ts';

export interface ClientOptions extends ApiOptions {
  /** Milliseconds since the Unix epoch. @default the device's clock */
  readonly now?: () => number;
  /** A new event id, 16–64 characters of A–Z a–z 0–9 _ -. @default a random UUID */
  readonly createId?: () => string;
  /** Events a request carries at most. 1–100. @default 100 */
  readonly maxEventsPerRequest?: number;
}

/** What a flush came to. */
export interface FlushReport {
  readonly results: readonly EventResult[];
  /** How long to wait before the next flush; undefined when nothing asks for it. */
  readonly retryAfterMs?: number;
  /** Events that still wait. */
  readonly waiting: number;
}

/**
 * A player's phone. Events wait in an outbox until the endpoint has accepted or rejected each of them; ids are made
 * once, so a repeated request has no second effect.
 */
export class CairnClient {
  readonly #options: ClientOptions;
  readonly #outbox = new Outbox();
  #flushing: Promise<FlushReport> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Puts an event into the outbox and returns its id. Nothing is sent before `flush`. */
  track<Type extends EventType>(type: Type, data: EventData[Type]): string {
    const id = this.#options.createId?.() ?? globalThis.crypto.randomUUID();
    const occurredAt = new Date(this.#options.now?.() ?? Date.now()).toISOString();
    this.#outbox.add<Type>({ id, type, occurredAt, data });
    return id;
  }

  /**
   * Sends the oldest events in one request. Calls made while one is under way share it.
   * Rejects with the network's error; the events then stay in the outbox.
   */
  flush(): Promise<FlushReport> {
    this.#flushing ??= this.#send().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** GET below `/v1/`, such as `hunts/edinburgh/leaderboard?limit=3`. @throws ApiError */
  get(path: string): Promise<unknown> {
    return request(this.#options, 'GET', path);
  }

  /** PUT below `/v1/`. @throws ApiError */
  put(path: string, body: unknown): Promise<unknown> {
    return request(this.#options, 'PUT', path, JSON.stringify(body));
  }

  async #send(): Promise<FlushReport> {
    const events = this.#outbox.oldest(this.#options.maxEventsPerRequest ?? 100);
    if (events.length === 0) return { results: [], waiting: 0 };
    const results = await this.#post(events);
    this.#outbox.settle(results);
    const waits = results.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]));
    return {
      results,
      waiting: this.#outbox.size,
      ...(waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }),
    };
  }

  async #post(events: readonly OutgoingEvent[]): Promise<readonly EventResult[]> {
    try {
      const answer = await request(this.#options, 'POST', 'events', JSON.stringify({ events }));
      return (answer as { results: readonly EventResult[] }).results;
    } catch (error) {
      // The gateway refuses a whole request over its quota before any function could answer per event.
      if (!(error instanceof ApiError) || (error.status !== 429 && error.status !== 503)) throw error;
      const outcome = error.status === 429 ? 'throttled' : 'shed';
      const retryAfterMs = error.retryAfterMs ?? 1_000;
      return events.map(({ id }, index) => ({ index, id, outcome, code: error.code, retryAfterMs }));
    }
  }
}
