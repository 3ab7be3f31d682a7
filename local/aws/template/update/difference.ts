import { isDeepStrictEqual } from 'node:util';
import type { Properties } from '../properties.ts';

/** The state of a resource that runs or shall run. */
export interface ResourceState {
  readonly type: string;
  readonly properties: Properties;
}

/** A resource that differs between a template and the running stack. */
export interface Difference {
  readonly logicalId: string;
  readonly type: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** The properties that differ, if the resource changed. */
  readonly properties: readonly PropertyDifference[];
}

export interface PropertyDifference {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Returns the changes from `current` to `next`; references are resolved in both. */
export function differencesOf(
  current: ReadonlyMap<string, ResourceState>,
  next: ReadonlyMap<string, ResourceState>,
): Difference[] {
  const differences: Difference[] = [];
  for (const [logicalId, { type, properties }] of next) {
    const known = current.get(logicalId);
    if (known === undefined) {
      differences.push({ logicalId, type, kind: 'added', properties: [] });
      continue;
    }
    const changed = propertyDifferences(known.properties, properties);
    if (known.type !== type) changed.push({ name: 'Type', before: known.type, after: type });
    if (changed.length > 0) differences.push({ logicalId, type, kind: 'changed', properties: changed });
  }
  for (const [logicalId, { type }] of current) {
    if (!next.has(logicalId)) differences.push({ logicalId, type, kind: 'removed', properties: [] });
  }
  return differences;
}

function propertyDifferences(current: Properties, next: Properties): PropertyDifference[] {
  const names = new Set([...Object.keys(current.all()), ...Object.keys(next.all())]);
  return [...names].flatMap((name) => {
    const before = current.raw(name);
    const after = next.raw(name);
    return isDeepStrictEqual(before, after) ? [] : [{ name, before, after }];
  });
}
