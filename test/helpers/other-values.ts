import type { Leaf } from './topology-leaves.ts';

/** Words in place of which another one of few must stand. */
const TWINS: Readonly<Record<string, string>> = {
  PROVISIONED: 'ON_DEMAND',
  ON_DEMAND: 'PROVISIONED',
  PAY_PER_REQUEST: 'PROVISIONED',
  TRIM_HORIZON: 'LATEST',
};
/** Settings whose value is the most that AWS takes. */
const AT_MOST = /\.(retentionDays|maximumRetryAttempts|maximumEventAgeSeconds)$/;
/** Settings of which AWS takes few values. */
const FEW = /\.parallelizationFactor$/;
/** Settings that may be left out, and else have one of few words. */
const WORD_OR_NONE = /\.shardMetric$/;

/**
 * Another value for each setting of a topology, of numbers one that no other setting has got: whoever shows it took it from
 * this setting. Switches and words of few have their twins.
 */
export function otherValue(): (leaf: Leaf) => unknown {
  const given = new Set<string>();
  const unique = (from: number, step: 1 | -1, among = ''): number => {
    let value = from + step;
    while (given.has(`${among} ${value}`)) value += step;
    given.add(`${among} ${value}`);
    return value;
  };
  return ({ path, value }) => {
    if (typeof value === 'number') {
      // There are few below what is the most, or few at all: they differ among themselves.
      const [atMost] = AT_MOST.exec(path) ?? [];
      if (atMost !== undefined) return unique(value, -1, atMost);
      const [few] = FEW.exec(path) ?? [];
      return unique(value, 1, few);
    }
    if (WORD_OR_NONE.test(path)) return value === undefined ? 'IncomingRecords' : undefined;
    if (value === undefined) return unique(0, 1);
    if (Array.isArray(value)) {
      return path.endsWith('.minutes') ? [value[0], unique(value[1], 1)] : [...value, `a${unique(0, 1)}`];
    }
    if (typeof value === 'boolean') return !value;
    return TWINS[String(value)] ?? `${value}${unique(0, 1)}`;
  };
}

/**
 * Rounds in which some settings of a topology have another value: each setting in a set of rounds that no other setting has.
 * What follows a setting through every round follows this one alone, as if each had been changed in turn; 366 settings need
 * nine rounds.
 */
export function roundsOfChanges(leaves: readonly Leaf[]): readonly ((leaf: Leaf) => unknown)[] {
  const numbers = new Map(leaves.map(({ path }, index) => [path, index + 1] as const));
  const rounds = Math.ceil(Math.log2(leaves.length + 1));
  return Array.from({ length: rounds }, (_, round) => {
    const other = otherValue();
    return (leaf) => (((numbers.get(leaf.path) ?? 0) >> round) & 1 ? other(leaf) : leaf.value);
  });
}
