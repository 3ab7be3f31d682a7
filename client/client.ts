import { type ApiOptions, request, TimeLimit } from './api.ts';
import { ApiError } from './api-error.ts';
import { judge, resultsOf } from './event-results.ts';
import type { EventData, EventResult, EventType, OutgoingEvent } from './events.ts';
import { Outbox } from './outbox.ts';

export interface ClientOptions extends ApiOptions {
  /** A new event id, 16–64 characters of A–Z a–z 0–9 _ -. @default a random UUID */
  readonly createId?: () => string;
  /** Most events in a request. 1–100. @default 100 */
  readonly maxEventsPerRequest?: number;
}

/** The result of a flush. */
export interface FlushReport {
  /** Results of the events that were sent and answered, in the order sent. Accepted and rejected ones are final. */
  readonly results: readonly EventResult[];
  /** How long to wait before the next flush; undefined if no wait is needed. */
  readonly retryAfterMs?: number;
  /** Events that are still in the outbox. */
  readonly waiting: number;
  /** The error that ended the flush after some of its events were settled. The other events stay in the outbox. */
  readonly error?: unknown;
}

interface BlockedEvent {
  /** Position of the event in the flush. */
  readonly index: number;
  readonly id: string;
  readonly error: ApiError;
}

/**
 * A player's phone. Keeps events in an outbox until the endpoint has accepted or rejected each of them. Each event has
 * one id, so a repeated request has no second effect.
 */
export class CairnClient {
  readonly #options: ClientOptions;
  readonly #outbox = new Outbox();
  readonly #maxEvents: number;
  /** Reduced after the endpoint refuses a whole body; doubled by each flush without such a refusal. */
  #eventsPerRequest: number;
  #flushing: Promise<FlushReport> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#maxEvents = options.maxEventsPerRequest ?? 100;
    this.#eventsPerRequest = this.#maxEvents;
  }

  /** Puts an event into the outbox and returns its id. Nothing is sent before `flush`. */
  track<Type extends EventType>(type: Type, data: EventData[Type]): string {
    const id = this.#options.createId?.() ?? globalThis.crypto.randomUUID();
    const occurredAt = new Date(this.#options.now?.() ?? Date.now()).toISOString();
    this.#outbox.add<Type>({ id, type, occurredAt, data });
    return id;
  }

  /**
   * Sends the oldest events: in one request, or in several if the endpoint refuses a whole body. Calls during a flush
   * share that flush. Ends within `timeoutMs`. Events that no answer settled stay in the outbox.
   * @throws ApiError, NoAnswerError or the network's error if no event was answered
   */
  flush(): Promise<FlushReport> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** Sends a GET below `/v1/`, such as `hunts/edinburgh/leaderboard?limit=3`. @throws ApiError, NoAnswerError */
  get(path: string): Promise<unknown> {
    return request(this.#options, 'GET', path);
  }

  /** Sends a PUT below `/v1/`. @throws ApiError, NoAnswerError */
  put(path: string, body: unknown): Promise<unknown> {
    return request(this.#options, 'PUT', path, JSON.stringify(body));
  }

  async #flush(): Promise<FlushReport> {
    const events = this.#outbox.oldest(this.#eventsPerRequest);
    if (events.length === 0) return { results: [], waiting: this.#outbox.size };
    const results: EventResult[] = [];
    const blocked: BlockedEvent[] = [];
    const limit = new TimeLimit(this.#options);
    const before = this.#eventsPerRequest;
    let failure: { readonly error: unknown } | undefined;
    try {
      await this.#send(events, 0, limit, { results, blocked });
    } catch (error) {
      if (results.length === 0) throw error;
      failure = { error };
    } finally {
      limit.end();
    }
    if (blocked.length > 0) this.#settleBlocked(blocked, results, before);
    if (this.#eventsPerRequest === before) this.#eventsPerRequest = Math.min(this.#maxEvents, before * 2);
    const waits = results.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]));
    return {
      results,
      waiting: this.#outbox.size,
      ...(waits.length === 0 ? {} : { retryAfterMs: Math.max(...waits) }),
      ...failure,
    };
  }

  /**
   * Sends events and adds their results.
   * @param from index of the first one in the flush
   * @returns whether more may be sent at once; false if the endpoint asked to wait
   */
  async #send(
    events: readonly OutgoingEvent[],
    from: number,
    limit: TimeLimit,
    outcome: { readonly results: EventResult[]; readonly blocked: BlockedEvent[] },
  ): Promise<boolean> {
    const verdict = await this.#post(events, limit).catch((error: unknown) => {
      const judged = judge(error, events);
      if (judged.kind === 'unknown') throw error;
      return judged;
    });
    if (verdict.kind === 'results') {
      for (const result of verdict.results) {
        if (result.outcome === 'accepted' || result.outcome === 'rejected') this.#outbox.settle(result.id);
        outcome.results.push({ ...result, index: from + result.index });
      }
      return verdict.results.every(({ retryAfterMs }) => retryAfterMs === undefined);
    }
    if (verdict.kind === 'blocked') {
      for (const { id } of events) outcome.blocked.push({ index: from, id, error: verdict.error });
      return true;
    }
    const half = Math.ceil(events.length / 2);
    this.#eventsPerRequest = half;
    const mayContinue = await this.#send(events.slice(0, half), from, limit, outcome);
    return mayContinue && this.#send(events.slice(half), from + half, limit, outcome);
  }

  /**
   * Settles events that a firewall blocked. The block is final only if other events passed. If none did, the firewall
   * blocks the phone's address, and the events are good from another address. The next flush then sends more events at
   * once, to find some that pass.
   * @throws ApiError of the firewall if no event was answered
   */
  #settleBlocked(blocked: readonly BlockedEvent[], results: EventResult[], before: number): void {
    if (results.some(({ outcome }) => outcome === 'accepted' || outcome === 'rejected')) {
      for (const { index, id, error } of blocked) {
        this.#outbox.settle(id);
        results.push({ index, id, outcome: 'rejected', code: error.code, message: error.message });
      }
      results.sort((a, b) => a.index - b.index);
      return;
    }
    this.#eventsPerRequest = before < this.#maxEvents ? Math.min(this.#maxEvents, before * 2) : 1;
    const [first] = blocked;
    if (results.length === 0 && first !== undefined) throw first.error;
  }

  async #post(events: readonly OutgoingEvent[], limit: TimeLimit) {
    const answer = await request(this.#options, 'POST', 'events', JSON.stringify({ events }), limit);
    const results = resultsOf(answer, events);
    if (results === undefined) throw new ApiError(200, 'unexpected_answer', 'the answer has no results', undefined);
    return { kind: 'results', results } as const;
  }
}
