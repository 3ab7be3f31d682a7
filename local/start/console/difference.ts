/** JSON without null, which marks what is gone. */
type Value = string | number | boolean | readonly unknown[] | object;
type Members = Readonly<Record<string, Value | undefined>>;

/**
 * Returns what changes `before` into `after`, member by member: a member that is gone is null, a list is replaced as a
 * whole. `undefined`: nothing changes.
 */
export function difference(before: unknown, after: unknown): unknown {
  if (before === after) return undefined;
  if (!isMembers(before) || !isMembers(after)) {
    return Array.isArray(before) && Array.isArray(after) && sameList(before, after) ? undefined : after;
  }
  const change: Record<string, unknown> = {};
  for (const name of Object.keys(after)) {
    const value = after[name];
    if (value === undefined) continue;
    const changed = before[name] === undefined ? value : difference(before[name], value);
    if (changed !== undefined) change[name] = changed;
  }
  for (const name of Object.keys(before)) {
    if (before[name] !== undefined && after[name] === undefined) change[name] = null;
  }
  return Object.keys(change).length === 0 ? undefined : change;
}

/** Applies what `difference` returned. Members that did not change stay the same objects. */
export function withDifference<T>(before: T, change: unknown): T {
  if (!isMembers(before) || !isMembers(change)) return change as T;
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete after[name];
    else after[name] = withDifference(after[name], value);
  }
  return after as T;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sameList(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((item, index) => difference(item, after[index]) === undefined);
}
