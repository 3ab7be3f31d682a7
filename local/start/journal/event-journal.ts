import type { EventHop } from '../../../core/event-fate.ts';
import { hopsInLine } from '../../../core/hop-text.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import type { Entry } from '../../aws/services/event-bus/entry.ts';
import type { History, Share } from '../../aws/services/memory/share.ts';
import { isObject, type JsonObject } from '../../aws/services/operation.ts';
import { type HopKind, HopKinds } from './hop-kinds.ts';

/** What the journal knows of an event. */
export interface Journey {
  /** Oldest first. */
  readonly hops: readonly EventHop[];
  /** The event as the bus has it, or as the client sent it if ingest refused it. */
  readonly event?: JsonObject;
  /** Since when the journal knows every event; `undefined` if it is empty. */
  readonly since?: number;
}

interface Item {
  readonly at: number;
  /** A text with the ids of its events: an entry's detail, a refused request's body, or a function's line. */
  readonly text: string;
  /** Of a refused request. */
  readonly answer: string | undefined;
  /** EventBridge's id of the entry. */
  entryId: string | undefined;
  /** Two numbers a hop: milliseconds since the epoch, and the kind. */
  readonly hops: number[];
  bytes: number;
}

/** Of an item besides its texts, with its place in the map and its first hops; and of a later hop. Measured in Node 24. */
const ITEM_BYTES = 440;
const FIRST_HOPS = 9;
const HOP_BYTES = 24;
const NUMBERS_A_HOP = 2;
/** An event that is retried for hours keeps its first hops and its last. */
const MOST_HOPS = 100;
/** Every line of a function that names events has it. */
const LINE_MARK = '"events":"';

/**
 * The newest events' hops and payloads. Reads what the services carry and what functions log. Costs one object for an entry,
 * not for an event: an id is searched in the texts when somebody asks.
 */
export class EventJournal implements History {
  readonly #clock: Clock;
  readonly #share: Share;
  /** Called with the detail of each entry. May be replaced at any time. */
  listener: ((detailText: string) => void) | undefined;
  /** In the order of arrival; by the entry's tag, which travels with it. */
  readonly #items = new Map<unknown, Item>();
  readonly #kinds = new HopKinds();

  constructor(clock: Clock, share: Share) {
    this.#clock = clock;
    this.#share = share;
    share.add(this);
  }

  oldestAt(): number | undefined {
    return this.#items.values().next().value?.at;
  }

  letGoOldest(): number {
    const [[key, item] = []] = this.#items;
    if (item === undefined) return 0;
    this.#items.delete(key);
    return item.bytes;
  }

  published({ detailText }: Entry, tag: unknown): void {
    this.#add(tag, detailText, { where: 'bus', what: 'published' });
    this.listener?.(detailText);
  }

  /** @param tag of the entry that had the event */
  hop(tag: unknown, hop: Omit<EventHop, 'at' | 'requestId'>): void {
    const item = this.#items.get(tag);
    if (item === undefined) return;
    item.entryId ??= hop.entryId;
    const { hops } = item;
    if (hops.length === MOST_HOPS * NUMBERS_A_HOP) hops.length -= NUMBERS_A_HOP;
    else if (hops.length >= FIRST_HOPS * NUMBERS_A_HOP) {
      item.bytes += HOP_BYTES;
      this.#share.hold(HOP_BYTES);
    }
    hops.push(this.#clock.now(), this.#kinds.numberOf(hop, hop.entryId !== undefined));
  }

  /** A request of which not every event was accepted. @param answer ingest's results, or the refusal of the whole */
  refused(body: string, status: number, answer: string): void {
    const detail = `the request was answered ${status}`;
    this.#add({}, body, { where: 'api', what: 'not accepted', detail }, answer);
  }

  /** What a function writes to its log. */
  wrote(functionName: string, output: string): void {
    if (!output.includes(LINE_MARK)) return;
    for (const line of output.split('\n')) {
      if (line.includes(LINE_MARK)) this.#add({}, line, { where: functionName, what: 'logged' });
    }
  }

  /** Searches an event by its id: all of a full journal in well under a second. */
  journeyOf(id: string): Journey {
    const hops: EventHop[] = [];
    let event: JsonObject | undefined;
    for (const item of this.#items.values()) {
      if (!item.text.includes(id)) continue;
      const itsHops = this.#hopsOf(item);
      const [first] = itsHops;
      if (first?.what === 'logged') {
        hops.push(...hopsOfLine(item.text, first, id));
        continue;
      }
      const found = eventIn(item.text, id);
      if (found === undefined) continue;
      if (item.answer === undefined) {
        event = found;
        hops.push(...received(found), ...itsHops);
        continue;
      }
      const refusals = refusalOf(item.answer, first, id);
      if (refusals.length > 0) event ??= found;
      hops.push(...refusals);
    }
    const since = this.oldestAt();
    return {
      hops: hops.sort((a, b) => a.at - b.at),
      ...(event !== undefined && { event }),
      ...(since !== undefined && { since }),
    };
  }

  /**
   * The newest entries and refused requests whose text has all of `parts`, the newest first.
   * @param most at most so many
   */
  textsWith(parts: readonly string[], most: number): readonly string[] {
    const found: string[] = [];
    for (const { text, hops } of this.#items.values()) {
      if (this.#kinds.kindOf(hops[1] ?? -1).what === 'logged') continue;
      if (parts.every((part) => text.includes(part))) found.push(text);
    }
    return found.slice(-most).reverse();
  }

  #add(key: unknown, text: string, kind: Omit<HopKind, 'ofEntry'>, answer?: string): void {
    const at = this.#clock.now();
    const bytes = ITEM_BYTES + text.length + (answer?.length ?? 0);
    this.#items.set(key, { at, text, answer, entryId: undefined, hops: [at, this.#kinds.numberOf(kind)], bytes });
    this.#share.hold(bytes);
  }

  #hopsOf({ hops, entryId }: Item): readonly EventHop[] {
    const found: EventHop[] = [];
    for (let index = 0; index < hops.length; index += NUMBERS_A_HOP) {
      const [at = 0, number = -1] = hops.slice(index, index + NUMBERS_A_HOP);
      const { ofEntry, ...kind } = this.#kinds.kindOf(number);
      found.push({ at, ...kind, ...(ofEntry && entryId !== undefined && { entryId }) });
    }
    return found;
  }
}

function eventIn(text: string, id: string): JsonObject | undefined {
  return eventsIn(text, 'events').find((event) => event.id === id);
}

/** The objects of a list in a text of JSON; none if it is no such text. */
function eventsIn(text: string, list: 'events' | 'results'): readonly JsonObject[] {
  try {
    const body: unknown = JSON.parse(text);
    const found = isObject(body) ? body[list] : undefined;
    return Array.isArray(found) ? found.filter(isObject) : [];
  } catch {
    return [];
  }
}

/** How a refused request answered an event; empty if it accepted that one. */
function refusalOf(answer: string, hop: EventHop | undefined, id: string): readonly EventHop[] {
  const result = eventsIn(answer, 'results').find((each) => each.id === id);
  if (hop === undefined || result?.outcome === 'accepted') return [];
  if (typeof result?.outcome !== 'string') return [hop];
  const { outcome, code } = result;
  return [{ at: hop.at, where: 'api', what: outcome, ...(typeof code === 'string' && { detail: code }) }];
}

/** Ingest stamps when it received the event. */
function received({ receivedAt }: JsonObject): readonly EventHop[] {
  if (typeof receivedAt !== 'string') return [];
  return [{ at: Date.parse(receivedAt), where: 'ingest', what: 'received' }];
}

function hopsOfLine(line: string, { at, where }: EventHop, id: string): readonly EventHop[] {
  return hopsInLine(line, id).map(({ outcome, code, ...ids }) => ({
    at,
    where,
    what: outcome,
    ...(code !== undefined && { detail: code }),
    ...ids,
  }));
}
