import { count } from '../../shared/format.ts';

/** What became of each dead letter that was selected: read = redriven + discarded + left + failed. */
export interface Account {
  readonly read: number;
  readonly redriven: number;
  readonly discarded: number;
  /** Still where they were, by reason. */
  readonly left: Readonly<Record<string, number>>;
  /** Sent or to be deleted, and not deleted: they may be sent once more. By reason. */
  readonly failed: Readonly<Record<string, number>>;
}

/** Counts letters as they end. Each ends once. */
export class AccountBook {
  #read = 0;
  #redriven = 0;
  #discarded = 0;
  readonly #left = new Map<string, number>();
  readonly #failed = new Map<string, number>();

  read(letters: number): void {
    this.#read += letters;
  }

  redriven(letters = 1): void {
    this.#redriven += letters;
  }

  discarded(letters = 1): void {
    this.#discarded += letters;
  }

  left(reason: string, letters = 1): void {
    add(this.#left, reason, letters);
  }

  failed(reason: string, letters = 1): void {
    add(this.#failed, reason, letters);
  }

  get account(): Account {
    return {
      read: this.#read,
      redriven: this.#redriven,
      discarded: this.#discarded,
      left: Object.fromEntries(this.#left),
      failed: Object.fromEntries(this.#failed),
    };
  }
}

export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0);
}

/** `read 10 = redriven 7 + discarded 0 + left 3 + failed 0`, and the reasons. */
export function accountText({ read, redriven, discarded, left, failed }: Account): string {
  const reasons = (what: string, counts: Readonly<Record<string, number>>): string[] =>
    Object.entries(counts).map(([reason, number]) => `  ${what} ${count(number)}: ${reason}`);
  return [
    `read ${count(read)} = redriven ${count(redriven)} + discarded ${count(discarded)} + left ${count(sumOf(left))} + failed ${count(sumOf(failed))}`,
    ...reasons('left', left),
    ...reasons('failed', failed),
  ].join('\n');
}

function add(counts: Map<string, number>, reason: string, letters: number): void {
  if (letters > 0) counts.set(reason, (counts.get(reason) ?? 0) + letters);
}
