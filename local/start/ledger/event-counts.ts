import { MemoryBudget } from '../../aws/services/memory/memory-budget.ts';
import type { Share } from '../../aws/services/memory/share.ts';
import { type Counts, type End, UNKNOWN, zero } from './counts.ts';
import type { Refusal } from './event-state.ts';
import {
  endOf,
  fateOf,
  MAX_REASONS,
  MAX_TYPES,
  reasonOf,
  refusalOf,
  SEEN,
  typeOf,
  withFate,
  withRefusal,
  withType,
} from './event-state.ts';
import { fingerprint } from './fingerprint.ts';
import { IdTable, SLOT_BYTES } from './id-table.ts';

/** Share of the memory for history: half of it for the newest ids, half for those before them. */
const MEMORY_SHARE = 1 / 16;
const FIRST_CAPACITY = 1 << 10;
/**
 * Least slots of a generation, whatever the memory: 200,000 ids. An event may be processed before ingest has answered,
 * so the ledger must know its id until then.
 */
const LEAST_CAPACITY = 1 << 18;

/**
 * Counts the fate of each event id. Keeps a fingerprint of the newest ids, as many as their share of memory holds.
 * Forgets older ids once they are settled, and keeps their counts. Counts a forgotten id that arrives again as a new
 * event.
 */
export class EventCounts {
  readonly #types: string[] = [UNKNOWN];
  readonly #counts: Counts[] = [zero()];
  #current = new IdTable(FIRST_CAPACITY);
  #previous = new IdTable(FIRST_CAPACITY);
  readonly #halves = new Uint32Array(2);
  readonly #share: Share;
  readonly #leastCapacity: number;
  /** Ids of the current generation that were carried over from an earlier one, because they are not settled. */
  #carried = 0;
  #heldBytes = 0;
  readonly #reasons: string[] = [''];
  /** Events by type, fate and reason (`endOf`). */
  readonly #ends = new Map<number, number>();
  /** Number of waiting effects, by the id of their event. */
  readonly #waiting = new Map<string, number>();
  #inFlight = 0;

  /**
   * @param types of the catalog; others count as unknown
   * @param memory @default no limit
   * @param leastCapacity least slots of a generation, a power of two
   */
  constructor(types: Iterable<string>, memory = new MemoryBudget(), leastCapacity = LEAST_CAPACITY) {
    this.#share = memory.share('event ids', MEMORY_SHARE);
    this.#leastCapacity = leastCapacity;
    this.addTypes(types);
  }

  /** Adds types that are new. Beyond the largest possible number of types, others count as unknown. */
  addTypes(types: Iterable<string>): void {
    for (const type of types) {
      if (this.#types.length === MAX_TYPES) break;
      if (this.#types.includes(type)) continue;
      this.#types.push(type);
      this.#counts.push(zero());
    }
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Types and their counts, `unknown` last. */
  counts(): Readonly<Record<string, Readonly<Counts>>> {
    const [unknown, ...known] = this.#counts.map((counts) => ({ ...counts }));
    const entries = known.map((counts, index) => [this.#types[index + 1] ?? UNKNOWN, counts] as const);
    return Object.fromEntries([...entries, [UNKNOWN, unknown ?? zero()] as const]);
  }

  /** Returns the counts of the type, for events that have no id or arrive as a sum. */
  countsOf(type: string): Counts {
    return this.#counts[this.#typeIndex(type)] ?? zero();
  }

  /** Two 32-bit halves for each id, which travel with a record instead of the ids. */
  tagOf(ids: readonly string[]): Uint32Array {
    const tag = new Uint32Array(ids.length * 2);
    for (const [index, id] of ids.entries()) fingerprint(id, tag, index * 2);
    return tag;
  }

  accepted(id: string, type: string): void {
    this.#update(id, type, (state) => state | SEEN.accepted);
  }

  refused(id: string, type: string, refusal: Refusal): void {
    this.#update(id, type, (state) => withRefusal(state, refusal));
  }

  published(id: string, type: string): void {
    const index = this.#typeIndex(type);
    // An earlier refusal may have recorded another type; the type that was published first replaces it.
    this.#update(id, type, (state) =>
      (state & SEEN.published) === 0 ? withType(state, index) | SEEN.published : state,
    );
  }

  /** @param change 1 for one more waiting effect of the event, −1 for one that ended */
  waiting(id: string, change: 1 | -1): void {
    const count = (this.#waiting.get(id) ?? 0) + change;
    if (count === 0) this.#waiting.delete(id);
    else this.#waiting.set(id, count);
    fingerprint(id, this.#halves, 0);
    this.#change(this.#halves, 0, (state) => (count > 0 ? state | SEEN.pending : state & ~SEEN.pending));
  }

  delivered(tag: Uint32Array): void {
    this.#each(tag, (state) => state | SEEN.delivered);
  }

  /** Records a quarantined, dead-lettered or unrouted event; an event that was processed before stays processed. */
  ended(tag: Uint32Array, fate: End['fate'], reason: string): void {
    const index = this.#reasonIndex(reason);
    this.#each(tag, (state) => (fateOf(state) === 'processed' ? state : withFate(state, fate, index)));
  }

  processed(tag: Uint32Array): void {
    this.#each(tag, (state) => (fateOf(state) === 'processed' ? state | SEEN.repeated : withFate(state, 'processed')));
  }

  /** Events that were not processed, with their reasons. Their sum equals the counts. */
  ends(): End[] {
    return [...this.#ends]
      .map(([end, events]) => ({
        type: this.#types[typeOf(end)] ?? UNKNOWN,
        fate: fateOf(end) as End['fate'],
        reason: this.#reasons[reasonOf(end)] ?? '',
        events,
      }))
      .sort((a, b) => b.events - a.events);
  }

  #each(tag: Uint32Array, change: (state: number) => number): void {
    for (let at = 0; at < tag.length; at += 2) this.#change(tag, at, change);
  }

  #update(id: string, type: string, change: (state: number) => number): void {
    fingerprint(id, this.#halves, 0);
    const low = this.#halves[0] ?? 0;
    const high = this.#halves[1] ?? 0;
    if (this.#locate(low, high) < 0) {
      if (this.#current.isAtLoad && this.#isGenerationFull) this.#rotate();
      this.#current.add(low, high, withType(0, this.#typeIndex(type)));
      this.#countMemory();
    }
    this.#change(this.#halves, 0, change);
  }

  /** Changes the state of a known id; a forgotten id counts no more. */
  #change(halves: Uint32Array, at: number, change: (state: number) => number): void {
    const slot = this.#locate(halves[at] ?? 0, halves[at + 1] ?? 0);
    if (slot < 0) return;
    const before = this.#current.state(slot);
    const after = change(before);
    if (after === before) return;
    this.#current.setState(slot, after);
    this.#count(before, -1);
    this.#count(after, 1);
  }

  /** Returns the slot in the current generation. Moves an id of the previous generation there first. */
  #locate(low: number, high: number): number {
    const slot = this.#current.find(low, high);
    if (slot >= 0) return slot;
    const old = this.#previous.find(low, high);
    if (old < 0) return -1;
    this.#current.add(low, high, this.#previous.state(old));
    return this.#current.find(low, high);
  }

  /** At least as many ids must be new as were carried over. If most are in flight, another rotation frees nothing. */
  get #isGenerationFull(): boolean {
    const { capacity, size } = this.#current;
    const grown = capacity * 2 * SLOT_BYTES;
    return capacity >= this.#leastCapacity && grown > this.#share.limitBytes / 2 && size >= this.#carried * 2;
  }

  /** Forgets the settled ids of the previous generation. */
  #rotate(): void {
    const next = new IdTable(FIRST_CAPACITY);
    const leaving = this.#previous;
    let forgotten = 0;
    this.#previous = this.#current;
    this.#current = next;
    leaving.forEach((low, high, state) => {
      if (this.#previous.find(low, high) >= 0) return;
      if (isExpected(state)) next.add(low, high, state);
      else forgotten += 1;
    });
    this.#carried = next.size;
    this.#share.countLetGo(forgotten);
  }

  #countMemory(): void {
    const bytes = (this.#current.capacity + this.#previous.capacity) * SLOT_BYTES;
    if (bytes === this.#heldBytes) return;
    this.#share.hold(bytes - this.#heldBytes);
    this.#heldBytes = bytes;
  }

  #count(state: number, change: 1 | -1): void {
    const counts = this.#counts[typeOf(state)];
    if (counts === undefined) return;
    if ((state & SEEN.published) !== 0) counts.published += change;
    if ((state & SEEN.delivered) !== 0) counts.delivered += change;
    if ((state & SEEN.repeated) !== 0) counts.duplicates += change;
    if ((state & SEEN.accepted) === 0) {
      if ((state & SEEN.published) !== 0) counts.unconfirmed += change;
      const refusal = refusalOf(state);
      if (refusal !== 'none') counts[refusal] += change;
      return;
    }
    counts.accepted += change;
    if ((state & SEEN.pending) !== 0) counts.pending += change;
    const fate = fateOf(state);
    if (fate === 'none') {
      counts.inFlight += change;
      this.#inFlight += change;
      return;
    }
    counts[fate] += change;
    if (fate !== 'processed') this.#countEnd(endOf(state), change);
  }

  #countEnd(end: number, change: 1 | -1): void {
    const count = (this.#ends.get(end) ?? 0) + change;
    if (count === 0) this.#ends.delete(end);
    else this.#ends.set(end, count);
  }

  #reasonIndex(reason: string): number {
    const known = this.#reasons.indexOf(reason);
    if (known >= 0) return known;
    if (this.#reasons.length === MAX_REASONS - 1) this.#reasons.push('other');
    if (this.#reasons.length === MAX_REASONS) return MAX_REASONS - 1;
    return this.#reasons.push(reason) - 1;
  }

  #typeIndex(type: string): number {
    return Math.max(0, this.#types.indexOf(type));
  }
}

/** Returns whether the event is in flight, or one of its effects waits. */
function isExpected(state: number): boolean {
  if ((state & SEEN.pending) !== 0) return true;
  return (state & (SEEN.accepted | SEEN.published)) !== 0 && fateOf(state) === 'none';
}
