/** An item in plain JavaScript, for the comparison with the table. */
export interface PlainItem {
  readonly pk: string;
  readonly sk: string;
  readonly board?: string;
  readonly score?: number;
  readonly tags?: readonly string[];
}

export interface PlainKey {
  readonly pk: string;
  readonly sk: string;
}

/** The condition of a write: a score, a relation to a score, or that the item exists or does not. */
export type Expectation =
  | number
  | 'absent'
  | 'present'
  | { readonly atLeast: number }
  /** Whether an item without a score, or no item, meets it too. */
  | { readonly not: number };

/** A write with its condition. `check` writes nothing and occurs only in transactions. */
export type PlainWrite =
  | { readonly kind: 'put'; readonly item: PlainItem; readonly expects?: Expectation }
  | {
      readonly kind: 'add';
      readonly key: PlainKey;
      readonly amount: number;
      readonly tag: string;
      readonly expects?: Expectation;
    }
  | { readonly kind: 'move'; readonly key: PlainKey; readonly board: string; readonly expects?: Expectation }
  | { readonly kind: 'unrank'; readonly key: PlainKey; readonly expects?: Expectation }
  | { readonly kind: 'delete'; readonly key: PlainKey; readonly expects?: Expectation }
  | { readonly kind: 'check'; readonly key: PlainKey; readonly expects: Expectation };

/** A map of items; a transaction works on a copy, which replaces the map or is dropped. */
export class ReferenceModel {
  #items = new Map<string, PlainItem>();

  /** @returns which of the writes' conditions failed; if one failed, nothing is written */
  transact(writes: readonly PlainWrite[]): boolean[] {
    const failed = writes.map((write) => !meets(this.#items.get(id(keyOf(write))), write.expects));
    if (failed.includes(true)) return failed;
    for (const write of writes) {
      if (write.kind === 'check') continue;
      const key = keyOf(write);
      const next = after(write, this.#items.get(id(key)) ?? key);
      if (next === undefined) this.#items.delete(id(key));
      else this.#items.set(id(key), next);
    }
    return failed;
  }

  partition(pk: string, low: string, high: string): PlainItem[] {
    const items = [...this.#items.values()].filter((item) => item.pk === pk && item.sk >= low && item.sk <= high);
    return items.sort((a, b) => (a.sk < b.sk ? -1 : 1));
  }

  /** Returns the items of a board by score; equal scores in any order. */
  board(board: string): PlainItem[] {
    const items = [...this.#items.values()].filter((item) => item.board === board && item.score !== undefined);
    return items.sort((a, b) => (a.score ?? 0) - (b.score ?? 0) || (id(a) < id(b) ? -1 : 1));
  }
}

export function keyOf(write: PlainWrite): PlainKey {
  const { pk, sk } = write.kind === 'put' ? write.item : write.key;
  return { pk, sk };
}

export function id({ pk, sk }: PlainKey): string {
  return `${pk}/${sk}`;
}

function meets(item: PlainItem | undefined, expects: Expectation | undefined): boolean {
  if (expects === undefined) return true;
  if (expects === 'absent') return item === undefined;
  if (expects === 'present') return item !== undefined;
  if (typeof expects === 'number') return item?.score === expects;
  if ('not' in expects) return item?.score !== expects.not;
  return item?.score !== undefined && item.score >= expects.atLeast;
}

function after(write: Exclude<PlainWrite, { readonly kind: 'check' }>, before: PlainItem): PlainItem | undefined {
  switch (write.kind) {
    case 'put':
      return write.item;
    case 'add':
      return {
        ...before,
        score: (before.score ?? 0) + write.amount,
        tags: [...new Set([...(before.tags ?? []), write.tag])].sort(),
      };
    case 'move':
      return { ...before, board: write.board };
    case 'unrank': {
      const { score: _score, ...rest } = before;
      return rest;
    }
    case 'delete':
      return undefined;
  }
}
