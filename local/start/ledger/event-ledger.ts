import type { Entry } from '../../aws/services/event-bus/entry.ts';
import type { BusObserver } from '../../aws/services/event-bus/event-bus.ts';
import type { PublishedEvent } from '../../aws/services/event-bus/published-event.ts';
import type { Target } from '../../aws/services/event-bus/target.ts';
import type { DiscardedEnd, MappingObserver } from '../../aws/services/event-source-mapping/event-source-mapping.ts';
import type { DiscardedBatch } from '../../aws/services/event-source-mapping/on-failure.ts';
import type { GatewayObserver } from '../../aws/services/gateway/gateway.ts';
import type { GatewayAnswer, GatewayRequest } from '../../aws/services/gateway/http.ts';
import type { MemoryBudget } from '../../aws/services/memory/memory-budget.ts';
import { isObject, type JsonObject } from '../../aws/services/operation.ts';
import type { StreamRecord } from '../../aws/services/stream/record-log.ts';
import type { Attributes } from '../../aws/services/table/attribute-value.ts';
import { type Counts, type End, UNKNOWN } from './counts.ts';
import { EventCounts } from './event-counts.ts';
import { REFUSALS, type Refusal } from './event-state.ts';
import { QuarantineNotes } from './quarantine-notes.ts';

/** Counts by event type, including `unknown`. */
export type LedgerCounts = Readonly<Record<string, Readonly<Counts>>>;

/**
 * Watches the chain from outside and accounts for every event. Reads what the services carry (requests and answers,
 * entries, records, messages, items) and trusts no function's report about an event.
 */
export class EventLedger implements BusObserver, MappingObserver, GatewayObserver {
  readonly #ledger: EventCounts;
  readonly #quarantine = new QuarantineNotes();
  readonly #onSettled: () => void;
  #dropped = 0;

  /**
   * @param onSettled called whenever the last event in flight is settled
   * @param memory of ids @default no limit
   */
  constructor(types: Iterable<string>, onSettled: () => void, memory?: MemoryBudget) {
    this.#ledger = new EventCounts(types, memory);
    this.#onSettled = onSettled;
  }

  get inFlight(): number {
    return this.#ledger.inFlight;
  }

  /** Returns whether no event of the type is in flight. */
  isSettled(type: string): boolean {
    return this.#ledger.countsOf(type).inFlight === 0;
  }

  addTypes(types: Iterable<string>): void {
    this.#ledger.addTypes(types);
  }

  /** Number of events lost at a rule's target that had no dead-letter queue. They stay in flight. */
  get droppedEvents(): number {
    return this.#dropped;
  }

  counts(): LedgerCounts {
    return this.#ledger.counts();
  }

  /** Events that were not processed, with their reasons; the most events first. */
  ends(): readonly End[] {
    return this.#ledger.ends();
  }

  answered(request: GatewayRequest, body: Buffer, answer: GatewayAnswer): void {
    if (request.method !== 'POST') return;
    const results = resultsOf(answer);
    if (results !== undefined) this.#countResults(results, body);
    // A 5xx without results leaves its events open: they count where they appear later.
    else if (answer.status < 500) this.#countRefusedRequest(body, answer.status === 429 ? 'throttled' : 'rejected');
    this.#settle();
  }

  published({ detail, detailType }: Entry): Uint32Array {
    const ids: string[] = [];
    for (const event of eventsOf(detail)) {
      const id = textOf(event.id);
      if (id === undefined) continue;
      ids.push(id);
      this.#ledger.published(id, textOf(event.type) ?? detailType);
    }
    return this.#ledger.tagOf(ids);
  }

  delivered(event: PublishedEvent, target: Target): void {
    const tag = tagOf(event.tag);
    // Only the catch-all rule has a queue as its target: nothing processes these events.
    if (target.arn.split(':')[2] === 'sqs') this.#ledger.ended(tag, 'unrouted', 'no_rule');
    else this.#ledger.delivered(tag);
    this.#settle();
  }

  unmatched(event: PublishedEvent): void {
    this.#ledger.ended(tagOf(event.tag), 'unrouted', 'no_rule');
    this.#settle();
  }

  deadLettered(event: PublishedEvent, _target: Target, errorCode: string): void {
    this.#ledger.ended(tagOf(event.tag), 'deadLettered', errorCode);
    this.#settle();
  }

  dropped(event: PublishedEvent): void {
    this.#dropped += tagOf(event.tag).length / 2;
  }

  /** Begins an attempt. Quarantine messages of an unfinished earlier attempt no longer count. */
  invoking(records: readonly StreamRecord[]): void {
    for (const record of records) this.#forgetQuarantined(record);
  }

  processed(records: readonly StreamRecord[]): void {
    for (const record of records) this.#endRecord(record);
    this.#settle();
  }

  discarded({ records, condition }: Pick<DiscardedBatch, 'records' | 'condition'>, end: DiscardedEnd): void {
    const reason = end === 'delivered' ? condition : `${condition}, lost`;
    for (const record of records) {
      this.#forgetQuarantined(record);
      this.#ledger.ended(this.#recordTag(record), 'deadLettered', reason);
    }
    this.#settle();
  }

  /** Notes a message of the quarantine queue. It counts once the invocation that sent it has finished the record. */
  quarantined(body: string): void {
    const message = parse(body);
    if (!isObject(message) || !isObject(message.record)) return;
    const sequenceNumber = textOf(message.record.sequenceNumber);
    if (sequenceNumber === undefined) return;
    const record = { sequenceNumber, partitionKey: textOf(message.record.partitionKey) ?? '' };
    const reason = (isObject(message.reason) ? textOf(message.reason.code) : undefined) ?? UNKNOWN;
    // A message about a whole record has the record's data instead of its events.
    const events = Array.isArray(message.events) ? eventsOf(message) : eventsOfRecord(message.record);
    this.#quarantine.add(record, this.#ledger.tagOf(idsOf(events)), reason);
  }

  /** Reads which effects of a player wait from `pending` of an item that was written or deleted. */
  itemChanged(before: Attributes | undefined, after: Attributes | undefined): void {
    const was = before?.pending?.M;
    const is = after?.pending?.M;
    if (was === is) return;
    for (const [effect, order] of Object.entries(was ?? {})) {
      if (is?.[effect]?.S !== order.S) this.#ledger.waiting(eventIdOf(order.S ?? ''), -1);
    }
    for (const [effect, order] of Object.entries(is ?? {})) {
      if (was?.[effect]?.S !== order.S) this.#ledger.waiting(eventIdOf(order.S ?? ''), 1);
    }
  }

  #countResults(results: readonly JsonObject[], body: Buffer): void {
    let submitted: readonly JsonObject[] | undefined;
    for (const [position, result] of results.entries()) {
      const id = textOf(result.id);
      if (result.outcome === 'accepted' && id !== undefined) {
        this.#ledger.accepted(id, UNKNOWN);
        continue;
      }
      const refusal = REFUSALS.find((kind) => kind === result.outcome);
      if (refusal === undefined || refusal === 'none') continue;
      submitted ??= eventsOf(parse(body.toString()));
      const index = typeof result.index === 'number' ? result.index : position;
      this.#countRefusal(submitted[index] ?? {}, refusal);
    }
  }

  #countRefusedRequest(body: Buffer, refusal: Exclude<Refusal, 'none'>): void {
    const submitted = eventsOf(parse(body.toString()));
    // A body that is not a list of events counts as one event of an unknown type.
    if (submitted.length === 0) this.#ledger.countsOf(UNKNOWN)[refusal] += 1;
    for (const event of submitted) this.#countRefusal(event, refusal);
  }

  #countRefusal(event: JsonObject, refusal: Exclude<Refusal, 'none'>): void {
    const type = textOf(event.type) ?? UNKNOWN;
    const id = textOf(event.id);
    if (id === undefined) this.#ledger.countsOf(type)[refusal] += 1;
    else this.#ledger.refused(id, type, refusal);
  }

  /** Marks a record's events as processed, except those that its invocation quarantined. */
  #endRecord(record: StreamRecord): void {
    const tag = this.#recordTag(record);
    if (this.#quarantine.empty) {
      this.#ledger.processed(tag);
      return;
    }
    for (let at = 0; at < tag.length; at += 2) {
      const event = tag.subarray(at, at + 2);
      const reason = this.#quarantine.take(record, tag, at);
      if (reason === undefined) this.#ledger.processed(event);
      else this.#ledger.ended(event, 'quarantined', reason);
    }
  }

  #forgetQuarantined(record: StreamRecord): void {
    if (this.#quarantine.empty) return;
    const tag = this.#recordTag(record);
    for (let at = 0; at < tag.length; at += 2) this.#quarantine.take(record, tag, at);
  }

  /**
   * Returns the ids of a record. Reads them from its data if it did not come through the bus, such as a dead letter.
   */
  #recordTag(record: StreamRecord): Uint32Array {
    if (record.tag instanceof Uint32Array) return record.tag;
    return this.#ledger.tagOf(idsOf(eventsOfRecord(record)));
  }

  #settle(): void {
    if (this.#ledger.inFlight === 0) this.#onSettled();
  }
}

function resultsOf({ body }: GatewayAnswer): readonly JsonObject[] | undefined {
  const text = typeof body === 'string' ? body : body.toString();
  if (!text.startsWith('{"results"')) return undefined;
  const answer = parse(text);
  return isObject(answer) && Array.isArray(answer.results) ? answer.results.filter(isObject) : undefined;
}

function eventsOf(container: unknown): readonly JsonObject[] {
  return isObject(container) && Array.isArray(container.events) ? container.events.filter(isObject) : [];
}

/** Returns the events in a record's data, as the bus wrote them. */
function eventsOfRecord(record: unknown): readonly JsonObject[] {
  const data = typeof record === 'object' && record !== null && 'data' in record ? record.data : undefined;
  const envelope = typeof data === 'string' ? parse(Buffer.from(data, 'base64').toString()) : undefined;
  return isObject(envelope) ? eventsOf(envelope.detail) : [];
}

function idsOf(events: readonly JsonObject[]): string[] {
  return events.flatMap(({ id }) => textOf(id) ?? []);
}

/** Returns the id of a waiting effect's event: the last part of its order (docs/data-model.md). */
function eventIdOf(order: string): string {
  return order.slice(order.lastIndexOf('#') + 1);
}

function tagOf(tag: unknown): Uint32Array {
  return tag instanceof Uint32Array ? tag : new Uint32Array(0);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
