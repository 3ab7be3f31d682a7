import type { EventHop } from '../../../core/event-fate.ts';

/** What the hops of many events have in common. */
export interface HopKind extends Pick<EventHop, 'where' | 'what' | 'detail'> {
  /** Whether the hop is of the entry with the event, and names it. */
  readonly ofEntry: boolean;
}

/**
 * The kinds of hops by number: places, what can happen there and the reasons are few. An event keeps a time and a number for
 * a hop: as objects, hops took a third of the journal's memory.
 */
export class HopKinds {
  readonly #numbers = new Map<string, number>();
  readonly #kinds: HopKind[] = [];

  numberOf({ where, what, detail }: Omit<HopKind, 'ofEntry'>, ofEntry = false): number {
    const key = `${where}\n${what}\n${detail ?? ''}\n${ofEntry}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#kinds.push({ where, what, ...(detail !== undefined && { detail }), ofEntry }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  /** @throws RangeError of a number that `numberOf` did not return */
  kindOf(number: number): HopKind {
    const kind = this.#kinds[number];
    if (kind === undefined) throw new RangeError(`no kind of hop has number ${number}`);
    return kind;
  }
}
