import type { ChainTopology } from '../../core/chain/topology.ts';

/** One value of a topology: `types.0.mapping.batchSize`, or `types.0.alarms.dropped.minutes`. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

type Tree = Readonly<Record<string, unknown>>;

/** Facts about what a topology is made from, beside its settings. */
const NOT_A_SETTING = /^types\.\d+\.(type|retired|priority|objective|demand)(\.|$)/;

/** Every setting of a topology, in its order. @throws TypeError for a value without a reason */
export function leavesOf(topology: ChainTopology): readonly Leaf[] {
  return walk(topology as unknown as Tree, '').filter(({ path }) => !NOT_A_SETTING.test(path));
}

function walk(tree: Tree, at: string): Leaf[] {
  if (isSetting(tree)) {
    const { value, reason: _, ...more } = tree;
    return [{ path: at, value }, ...Object.entries(more).map(([key, each]) => ({ path: `${at}.${key}`, value: each }))];
  }
  return Object.entries(tree).flatMap(([key, each]): Leaf[] => {
    const path = at === '' ? key : `${at}.${key}`;
    if (NOT_A_SETTING.test(path) || each === undefined) return [];
    if (typeof each !== 'object' || each === null) throw new TypeError(`${path} of a topology has no reason`);
    return walk(each as Tree, path);
  });
}

/** The topology with other values of its settings. @param other of a setting by its path; the same value to leave it */
export function withOtherValues(topology: ChainTopology, other: (leaf: Leaf) => unknown): ChainTopology {
  return changed(topology as unknown as Tree, '', other) as unknown as ChainTopology;
}

function changed(tree: Tree, at: string, other: (leaf: Leaf) => unknown): unknown {
  if (isSetting(tree)) {
    return Object.fromEntries(
      Object.entries(tree).map(([key, value]) => {
        if (key === 'reason') return [key, value];
        return [key, other({ path: key === 'value' ? at : `${at}.${key}`, value })];
      }),
    );
  }
  const entries = Object.entries(tree).map(([key, each]) => {
    const path = at === '' ? key : `${at}.${key}`;
    const isTree = typeof each === 'object' && each !== null && !NOT_A_SETTING.test(path);
    return [key, isTree ? changed(each as Tree, path, other) : each] as const;
  });
  return Array.isArray(tree) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

function isSetting(tree: Tree): boolean {
  return 'value' in tree && 'reason' in tree;
}
