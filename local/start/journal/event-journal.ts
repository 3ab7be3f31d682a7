import type { EventHop } from '../../../core/event-fate.ts';
import { hopsInLine } from '../../../core/hop-text.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import type { Entry } from '../../aws/services/event-bus/entry.ts';
import type { History, Share } from '../../aws/services/memory/share.ts';
import { isObject, type JsonObject } from '../../aws/services/operation.ts';

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
  readonly answer?: string;
  readonly hops: EventHop[];
  bytes: number;
}

/** Objects of an item and of a hop, besides their texts. */
const ITEM_BYTES = 300;
const HOP_BYTES = 150;
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
  hop(tag: unknown, hop: Omit<EventHop, 'at'>): void {
    const item = this.#items.get(tag);
    if (item === undefined) return;
    const made = { at: this.#clock.now(), ...hop };
    if (item.hops.length === MOST_HOPS) {
      item.hops[MOST_HOPS - 1] = made;
      return;
    }
    item.hops.push(made);
    item.bytes += HOP_BYTES;
    this.#share.hold(HOP_BYTES);
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
      if (item.hops[0]?.what === 'logged') {
        hops.push(...hopsOfLine(item, id));
        continue;
      }
      const found = eventIn(item.text, id);
      if (found === undefined) continue;
      if (item.answer === undefined) {
        event = found;
        hops.push(...received(found), ...item.hops);
        continue;
      }
      const refusals = refusalOf(item, id);
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
      if (hops[0]?.what !== 'logged' && parts.every((part) => text.includes(part))) found.push(text);
    }
    return found.slice(-most).reverse();
  }

  #add(key: unknown, text: string, hop: Omit<EventHop, 'at'>, answer?: string): void {
    const at = this.#clock.now();
    const bytes = ITEM_BYTES + HOP_BYTES + text.length + (answer?.length ?? 0);
    this.#items.set(key, { at, text, hops: [{ at, ...hop }], bytes, ...(answer !== undefined && { answer }) });
    this.#share.hold(bytes);
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
function refusalOf({ answer = '', hops }: Item, id: string): readonly EventHop[] {
  const [hop] = hops;
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

function hopsOfLine({ text, at, hops }: Item, id: string): readonly EventHop[] {
  return hopsInLine(text, id).map(({ outcome, code, ...ids }) => ({
    at,
    where: hops[0]?.where ?? '',
    what: outcome,
    ...(code !== undefined && { detail: code }),
    ...ids,
  }));
}
