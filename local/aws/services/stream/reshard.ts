import type { HashKeyRange } from './hash-key.ts';

/** One split or merge, by the shards' ranges. */
export type ReshardStep =
  | { readonly kind: 'split'; readonly range: HashKeyRange; readonly at: string }
  | { readonly kind: 'merge'; readonly ranges: readonly [HashKeyRange, HashKeyRange] };

/**
 * Computes the splits and merges that change the ranges into others of the same space: all splits first, because a
 * merge must not cover more than its target. Intermediate shards close at once and stay empty; AWS too "may create
 * short-lived shards".
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export function reshardSteps(from: readonly HashKeyRange[], to: readonly HashKeyRange[]): ReshardStep[] {
  const steps: ReshardStep[] = [];
  const pieces: HashKeyRange[] = [];
  for (let range of [...from].sort(byStart)) {
    for (const { starting: at } of to) {
      if (at <= range.starting || at > range.ending) continue;
      steps.push({ kind: 'split', range, at });
      pieces.push({ starting: range.starting, ending: before(at) });
      range = { starting: at, ending: range.ending };
    }
    pieces.push(range);
  }
  for (const target of to) {
    const [first, ...others] = pieces.filter(
      ({ starting, ending }) => starting >= target.starting && ending <= target.ending,
    );
    let merged = first;
    for (const other of others) {
      if (merged === undefined) break;
      steps.push({ kind: 'merge', ranges: [merged, other] });
      merged = { starting: merged.starting, ending: other.ending };
    }
  }
  return steps;
}

function byStart(a: HashKeyRange, b: HashKeyRange): number {
  return a.starting < b.starting ? -1 : 1;
}

function before(hashKey: string): string {
  return (BigInt(`0x${hashKey}`) - 1n).toString(16).padStart(32, '0');
}
