import { chunksOf } from '../../core/capacity/model/usage.ts';
import { Latencies } from './latencies.ts';
import { GIVEN_UP_AS, type PhoneRequest, REFUSALS, type RecordTag, type Refusal, type RefusedPart } from './request.ts';

/** What was refused or delayed, by the hop that did it. Attempts, so one request may count several times. */
export interface Throttles {
  /** Requests over the stage's or the account's throttle: 429. */
  stage: number;
  /** Requests over the usage plan's: 429. */
  usagePlan: number;
  /** Requests that found no concurrency for authorizer, ingest or query: 500. */
  apiConcurrency: number;
  /** PutEvents calls over the region's quota. */
  putEvents: number;
  /** Deliveries that the region's invocation quota delayed. */
  invocationsDelayed: number;
  /** Records that a shard refused; EventBridge tries again. */
  streamWrites: number;
  /** Reads over a shard's five a second or 2 MiB/s. */
  streamReads: number;
  /** Batches that found no concurrency for their handler. */
  handlerConcurrency: number;
}

/** Of one event type. Events. */
export interface TypeTally {
  sent: number;
  accepted: number;
  /** Refused and given up by their phones. */
  throttled: number;
  shed: number;
  unanswered: number;
  processed: number;
  deadLettered: number;
  duplicates: number;
  streamWritesThrottled: number;
  handlerThrottled: number;
  /** That EventBridge took; less `records`, those that wait in it. */
  entries: number;
  /** That the stream took. */
  records: number;
  /** Of them: payload units of 25 KB, bytes, and bytes with each record rounded up as on-demand bills it. */
  putUnits: number;
  bytes: number;
  roundedBytes: number;
  maxBacklog: number;
  maxIteratorAgeMs: number;
}

export interface FunctionUse {
  invocations: number;
  busyMs: number;
}

/** Everything that is counted while the simulation runs; its size does not depend on how long that is. */
export class Tally {
  readonly types: readonly TypeTally[];
  readonly throttles: Throttles = {
    stage: 0,
    usagePlan: 0,
    apiConcurrency: 0,
    putEvents: 0,
    invocationsDelayed: 0,
    streamWrites: 0,
    streamReads: 0,
    handlerConcurrency: 0,
  };
  /** Refused events by reason: each attempt counts. */
  readonly refusedEvents = Object.fromEntries(REFUSALS.map((name) => [name, 0])) as Record<Refusal, number>;
  /** Attempts that got another answer than "accepted". */
  refusedRequests = 0;
  requests = 0;
  attempts = 0;
  /** Attempts that the gateway let through, which is what is billed. */
  admitted = 0;
  phonesGaveUp = 0;
  /** From the request's arrival to the effect being stored, of events. */
  readonly latencyOfType: readonly Latencies[];
  /** From the first attempt to the answer that settles the last event. */
  readonly answer = new Latencies();
  /** Since the last reset: for the timeline. */
  readonly recent = new Latencies(2);
  readonly api: Readonly<Record<'authorize' | 'ingest' | 'query', FunctionUse>> = {
    authorize: { invocations: 0, busyMs: 0 },
    ingest: { invocations: 0, busyMs: 0 },
    query: { invocations: 0, busyMs: 0 },
  };
  /** Requests that read, and those of them that had no answer of ours. */
  readonly reads = { sent: 0, refused: 0 };
  /** From their arrival at the API to query's answer. */
  readonly readAnswer = new Latencies();
  /** Of them, those that asked the table, by the position of the read in the plan. */
  readonly asked: number[] = [];
  readonly handlers: readonly FunctionUse[];
  /** Writes of the count of a record's attempts, of records that came alone and late. */
  attemptWrites = 0;
  /** As EventBridge bills them: 64 KB each. */
  chunks = 0;
  /** Of the events that the bus made of its entries. */
  archivedBytes = 0;
  lastSettledAt = 0;
  lastAnsweredAt = 0;
  waitingRequests = 0;
  /** Records between PutEvents and their end: what the simulation must hold. */
  openRecords = 0;
  readonly #quarantined = new Set<RecordTag>();

  constructor(types: number) {
    this.types = Array.from({ length: types }, emptyType);
    this.latencyOfType = Array.from({ length: types }, () => new Latencies());
    this.handlers = Array.from({ length: types }, () => ({ invocations: 0, busyMs: 0 }));
  }

  sent({ parts }: PhoneRequest): void {
    this.requests += 1;
    this.waitingRequests += 1;
    for (const { type, events } of parts) this.#of(type).sent += events;
  }

  refused(parts: readonly RefusedPart[]): void {
    this.refusedRequests += 1;
    for (const { events, refusal } of parts) this.refusedEvents[refusal] += events;
  }

  /** All events are settled. */
  answered({ firstAt }: PhoneRequest, now: number): void {
    this.waitingRequests -= 1;
    this.lastAnsweredAt = now;
    this.answer.record(now - firstAt, 1);
  }

  /** @param left what the last answer refused */
  gaveUp({ taken }: PhoneRequest, left: readonly RefusedPart[], now: number): void {
    this.waitingRequests -= 1;
    this.lastAnsweredAt = now;
    this.phonesGaveUp += 1;
    const unknown = new Map(taken);
    for (const { type, events, refusal } of left) {
      // What EventBridge took counts as accepted, whatever the phone knows.
      const accepted = Math.min(events, unknown.get(type) ?? 0);
      unknown.set(type, (unknown.get(type) ?? 0) - accepted);
      this.#of(type)[GIVEN_UP_AS[refusal]] += events - accepted;
    }
  }

  /**
   * EventBridge took an entry.
   * @param billedBytes of the entry, as PutEvents bills it
   * @param eventBytes of the event that EventBridge makes of it, which the archive keeps and the record holds
   */
  put(type: number, events: number, duplicates: number, billedBytes: number, eventBytes: number): void {
    this.openRecords += 1;
    this.chunks += chunksOf(billedBytes);
    this.archivedBytes += eventBytes;
    const tally = this.#of(type);
    tally.accepted += events;
    tally.entries += 1;
    tally.duplicates += duplicates;
    const backlog = tally.accepted - tally.processed - tally.deadLettered;
    if (backlog > tally.maxBacklog) tally.maxBacklog = backlog;
  }

  /** The handler will acknowledge the record without its effects. */
  quarantined(record: RecordTag): void {
    this.#quarantined.add(record);
  }

  /** The source mapping is done with a record. Quarantined ones count as dead letters. */
  processed(record: RecordTag, now: number): void {
    if (this.#quarantined.size > 0 && this.#quarantined.delete(record)) {
      this.deadLettered(record, now);
      return;
    }
    const { type, events, at } = record;
    this.openRecords -= 1;
    this.#of(type).processed += events;
    this.lastSettledAt = now;
    this.latencyOfType[type]?.record(now - at, events);
    this.recent.record(now - at, events);
  }

  deadLettered({ type, events }: RecordTag, now: number): void {
    this.openRecords -= 1;
    this.#of(type).deadLettered += events;
    this.lastSettledAt = now;
  }

  /** Of all types. */
  get latency(): Latencies {
    const all = new Latencies();
    for (const each of this.latencyOfType) all.add(each);
    return all;
  }

  backlogOf(type: number): number {
    const { accepted, processed, deadLettered } = this.#of(type);
    return accepted - processed - deadLettered;
  }

  sum(pick: (tally: TypeTally) => number): number {
    let total = 0;
    for (const tally of this.types) total += pick(tally);
    return total;
  }

  /** Accepted events of all types that are neither processed nor dead letters yet. */
  get backlog(): number {
    return this.sum(({ accepted, processed, deadLettered }) => accepted - processed - deadLettered);
  }

  #of(type: number): TypeTally {
    const tally = this.types[type];
    if (tally === undefined) throw new RangeError(`there is no type ${type}`);
    return tally;
  }
}

function emptyType(): TypeTally {
  return {
    sent: 0,
    accepted: 0,
    throttled: 0,
    shed: 0,
    unanswered: 0,
    processed: 0,
    deadLettered: 0,
    duplicates: 0,
    streamWritesThrottled: 0,
    handlerThrottled: 0,
    entries: 0,
    records: 0,
    putUnits: 0,
    bytes: 0,
    roundedBytes: 0,
    maxBacklog: 0,
    maxIteratorAgeMs: 0,
  };
}
