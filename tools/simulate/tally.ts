import { chunksOf } from '../../core/capacity/model/usage.ts';
import { Latencies } from './latencies.ts';
import { GIVEN_UP_AS, type PhoneRequest, REFUSALS, type RecordTag, type Refusal, type RefusedPart } from './request.ts';

/** What was refused or delayed, by the hop that did it. Counts attempts, so one request may count several times. */
export interface Throttles {
  /** Requests over the stage's or the account's throttle, answered 429. */
  stage: number;
  /** Requests over the usage plan's throttle, answered 429. */
  usagePlan: number;
  /** Requests without free concurrency for authorizer, ingest or query, answered 500. */
  apiConcurrency: number;
  /** PutEvents calls over the region's quota. */
  putEvents: number;
  /** Deliveries that the region's invocation quota delayed. */
  invocationsDelayed: number;
  /** Records that a shard refused; EventBridge retries them. */
  streamWrites: number;
  /** Reads over a shard's limit of five a second or 2 MiB/s. */
  streamReads: number;
  /** Batches without free concurrency for their handler. */
  handlerConcurrency: number;
}

/** Counts of one event type's events. */
export interface TypeTally {
  sent: number;
  accepted: number;
  /** Refused, and given up by their phones. */
  throttled: number;
  shed: number;
  unanswered: number;
  processed: number;
  /** Of these: later than the type's objective. */
  late: number;
  /** Events that ingest shed, counted at each attempt. */
  shedAttempts: number;
  deadLettered: number;
  duplicates: number;
  streamWritesThrottled: number;
  handlerThrottled: number;
  /** Entries that EventBridge accepted; minus `records`: those that wait in EventBridge. */
  entries: number;
  /** Records that the stream accepted. */
  records: number;
  /** Of these records: payload units of 25 KB, bytes, and bytes with each record rounded up as on-demand bills it. */
  putUnits: number;
  bytes: number;
  roundedBytes: number;
  /** Hours of open shards beyond the planned ones; below 0 where there were fewer. */
  extraShardHours: number;
  maxBacklog: number;
  maxIteratorAgeMs: number;
}

export interface FunctionUse {
  invocations: number;
  busyMs: number;
}

/** Counts of a running simulation. Their size does not depend on the length of the run. */
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
  /** Refused events by reason. Each attempt counts. */
  readonly refusedEvents = Object.fromEntries(REFUSALS.map((name) => [name, 0])) as Record<Refusal, number>;
  /** Attempts with an answer other than "accepted". */
  refusedRequests = 0;
  requests = 0;
  attempts = 0;
  /** Attempts that the gateway admitted, which AWS bills. */
  admitted = 0;
  phonesGaveUp = 0;
  /** Latency of events from the request's arrival to the stored effect. */
  readonly latencyOfType: readonly Latencies[];
  /** Latency from the first attempt to the answer that settles the last event. */
  readonly answer = new Latencies();
  /** Latencies since the last reset, for the timeline. */
  readonly recent = new Latencies(2);
  readonly api: Readonly<Record<'authorize' | 'ingest' | 'query', FunctionUse>> = {
    authorize: { invocations: 0, busyMs: 0 },
    ingest: { invocations: 0, busyMs: 0 },
    query: { invocations: 0, busyMs: 0 },
  };
  /** Read requests, and those that Cairn did not answer. */
  readonly reads = { sent: 0, refused: 0 };
  /** Latency of reads from their arrival at the API to query's answer. */
  readonly readAnswer = new Latencies();
  /** Reads that asked the table, by the position of the read in the plan. */
  readonly asked: number[] = [];
  readonly handlers: readonly FunctionUse[];
  /** Writes of attempt counts, for records that came alone and late. */
  attemptWrites = 0;
  /** Chunks of 64 KB, as EventBridge bills entries. */
  chunks = 0;
  /** Bytes of the events that the bus made of its entries. */
  archivedBytes = 0;
  lastSettledAt = 0;
  lastAnsweredAt = 0;
  waitingRequests = 0;
  /** Records between PutEvents and their end, which the simulation must hold in memory. */
  openRecords = 0;
  readonly #quarantined = new Set<RecordTag>();

  readonly #objectivesMs: readonly number[];

  /** @param objectivesMs after which an event of each type is late */
  constructor(objectivesMs: readonly number[]) {
    const types = objectivesMs.length;
    this.#objectivesMs = objectivesMs;
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
    for (const { type, events, refusal } of parts) {
      this.refusedEvents[refusal] += events;
      if (refusal === 'shed') this.#of(type).shedAttempts += events;
    }
  }

  /** All events of the request are settled. */
  answered({ firstAt }: PhoneRequest, now: number): void {
    this.waitingRequests -= 1;
    this.lastAnsweredAt = now;
    this.answer.record(now - firstAt, 1);
  }

  /** @param left what the last answer refused */
  gaveUp({ unconfirmed }: PhoneRequest, left: readonly RefusedPart[], now: number): void {
    this.waitingRequests -= 1;
    this.lastAnsweredAt = now;
    this.phonesGaveUp += 1;
    const unknown = new Map(unconfirmed);
    for (const { type, events, refusal } of left) {
      // Events that EventBridge accepted count as accepted, even if the phone does not know it.
      const accepted = Math.min(events, unknown.get(type) ?? 0);
      unknown.set(type, (unknown.get(type) ?? 0) - accepted);
      this.#of(type)[GIVEN_UP_AS[refusal]] += events - accepted;
    }
  }

  /**
   * EventBridge accepted an entry.
   * @param billedBytes of the entry, as PutEvents bills it
   * @param eventBytes of the event that EventBridge makes of it, which the archive keeps and the record contains
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

  /** The source mapping has finished a record. A quarantined one counts as a dead letter. */
  processed(record: RecordTag, now: number): void {
    if (this.#quarantined.size > 0 && this.#quarantined.delete(record)) {
      this.deadLettered(record, now);
      return;
    }
    const { type, events, at } = record;
    this.openRecords -= 1;
    const tally = this.#of(type);
    tally.processed += events;
    if (now - at > (this.#objectivesMs[type] ?? Number.POSITIVE_INFINITY)) tally.late += events;
    this.lastSettledAt = now;
    this.latencyOfType[type]?.record(now - at, events);
    this.recent.record(now - at, events);
  }

  deadLettered({ type, events }: RecordTag, now: number): void {
    this.openRecords -= 1;
    this.#of(type).deadLettered += events;
    this.lastSettledAt = now;
  }

  /** Latency of all types. */
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
    late: 0,
    shedAttempts: 0,
    deadLettered: 0,
    duplicates: 0,
    streamWritesThrottled: 0,
    handlerThrottled: 0,
    entries: 0,
    records: 0,
    putUnits: 0,
    bytes: 0,
    roundedBytes: 0,
    extraShardHours: 0,
    maxBacklog: 0,
    maxIteratorAgeMs: 0,
  };
}
