import { type Attributes, type AttributeValue, emptyAttributes, type MutableAttributes } from '../attribute-value.ts';
import { validation } from '../errors.ts';
import { type Bindings, resolvePath, showPath } from './bindings.ts';
import type { DocumentPath, PathStep } from './syntax-tree.ts';

/** The paths of an expression as a tree: a leaf (no branches) selects the whole value. */
type Branches = Map<PathStep, Branches>;

/** Returns a part of an item with the item's nesting; list elements keep their order and leave no gaps. */
export type Projection = (item: Attributes) => Attributes;

/** @throws ServiceError ValidationException if two paths overlap or conflict */
export function projectionOf(paths: readonly DocumentPath[], bindings: Bindings, label: string): Projection {
  const resolved = paths.map((path) => resolvePath(path, bindings));
  requireDistinctPaths(resolved, label);
  const root: Branches = new Map();
  for (const path of resolved) {
    let branches = root;
    for (const step of path) {
      const existing = branches.get(step);
      const next: Branches = existing ?? new Map();
      if (existing === undefined) branches.set(step, next);
      branches = next;
    }
  }
  return (item) => projectMap(item, root);
}

function projectMap(from: Attributes, branches: Branches): MutableAttributes {
  const projected = emptyAttributes();
  for (const [step, further] of branches) {
    const value = typeof step === 'string' ? from[step] : undefined;
    const part = value === undefined ? undefined : projectValue(value, further);
    if (part !== undefined) projected[step] = part;
  }
  return projected;
}

function projectValue(value: AttributeValue, branches: Branches): AttributeValue | undefined {
  if (branches.size === 0) return value;
  if (value.M !== undefined) {
    const map = projectMap(value.M, branches);
    return Object.keys(map).length === 0 ? undefined : { M: map };
  }
  if (value.L === undefined) return undefined;
  const elements: AttributeValue[] = [];
  for (const [index, element] of value.L.entries()) {
    const further = branches.get(index);
    const part = further === undefined ? undefined : projectValue(element, further);
    if (part !== undefined) elements.push(part);
  }
  return elements.length === 0 ? undefined : { L: elements };
}

/** Checks that no path is the beginning of another, and that no value is used as both a list and a map. */
export function requireDistinctPaths(paths: readonly DocumentPath[], label: string): void {
  for (let later = 1; later < paths.length; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      const fault = clash(paths[earlier] ?? [], paths[later] ?? []);
      if (fault === undefined) continue;
      throw validation(
        `Invalid ${label}: Two document paths ${fault} with each other; must remove or rewrite one of these paths; path one: ${showPath(paths[earlier] ?? [])}, path two: ${showPath(paths[later] ?? [])}`,
      );
    }
  }
}

function clash(one: DocumentPath, two: DocumentPath): 'overlap' | 'conflict' | undefined {
  const length = Math.min(one.length, two.length);
  for (let index = 0; index < length; index += 1) {
    if (typeof one[index] !== typeof two[index]) return 'conflict';
    if (one[index] !== two[index]) return undefined;
  }
  return 'overlap';
}
