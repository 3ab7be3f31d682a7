/** An item in plain JavaScript: what the table is compared with. */
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

/** A write, with the version of the item that it insists on: a score, or 'absent'. */
export type PlainWrite =
  | { readonly kind: 'put'; readonly item: PlainItem; readonly expects?: number | 'absent' }
  | {
      readonly kind: 'add';
      readonly key: PlainKey;
      readonly amount: number;
      readonly tag: string;
      readonly expects?: number | 'absent';
    }
  | { readonly kind: 'move'; readonly key: PlainKey; readonly board: string; readonly expects?: number | 'absent' }
  | { readonly kind: 'unrank'; readonly key: PlainKey; readonly expects?: number | 'absent' }
  | { readonly kind: 'delete'; readonly key: PlainKey; readonly expects?: number | 'absent' };

/** A map of items; a transaction is a copy that is kept or thrown away. */
export class ReferenceModel {
  #items = new Map<string, PlainItem>();

  /** @returns which of the writes' conditions failed; nothing is written where one did */
  transact(writes: readonly PlainWrite[]): boolean[] {
    const failed = writes.map((write) => !meets(this.#items.get(id(keyOf(write))), write.expects));
    if (failed.includes(true)) return failed;
    for (const write of writes) {
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

  /** Items of a board by score; equal ones in any order. */
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

function meets(item: PlainItem | undefined, expects: number | 'absent' | undefined): boolean {
  if (expects === undefined) return true;
  return expects === 'absent' ? item === undefined : item?.score === expects;
}

function after(write: PlainWrite, before: PlainItem): PlainItem | undefined {
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
