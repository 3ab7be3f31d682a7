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

/**
 * Another value for each setting of a topology, of numbers one that no other setting has got: whoever shows it took it from
 * this setting. @param which `numbers and names` leaves switches and words of few as they are
 */
export function otherValue(which: 'numbers and names' | 'everything'): (leaf: Leaf) => unknown {
  const given = new Set<string>();
  const unique = (from: number, step: 1 | -1, among = ''): number => {
    let value = from + step;
    while (given.has(`${among} ${value}`)) value += step;
    given.add(`${among} ${value}`);
    return value;
  };
  return ({ path, value }) => {
    if (typeof value === 'number') {
      // There are few below what is the most: they differ among themselves.
      const [atMost] = AT_MOST.exec(path) ?? [];
      return atMost === undefined ? unique(value, 1) : unique(value, -1, atMost);
    }
    if (value === undefined) return unique(0, 1);
    if (Array.isArray(value)) {
      return path.endsWith('.minutes') ? [value[0], unique(value[1], 1)] : [...value, `a${unique(0, 1)}`];
    }
    if (typeof value === 'string' && TWINS[value] === undefined) return `${value}${unique(0, 1)}`;
    if (which === 'numbers and names') return value;
    return typeof value === 'boolean' ? !value : TWINS[String(value)];
  };
}
