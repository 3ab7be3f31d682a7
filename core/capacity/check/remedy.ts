import { processingSetting } from '../../chain/type-topology.ts';
import { round } from '../../round.ts';
import { PLAYER_SHARE } from '../model/spread.ts';
import { planChain } from '../plan/chain.ts';
import {
  applyChange,
  type Chain,
  type Change,
  PROCESSING_SETTINGS,
  type SettingValue,
  settingOf,
} from '../plan/settings.ts';
import { type Lever, percent } from './checks/check.ts';
import { CHECK_OF, findProblems, type Problem } from './problems.ts';

/**
 * Finds the smallest change that removes `problem` and makes no other check fail; `undefined` if no setting helps.
 * It tries, in this order:
 * 1. for a hot key, another partition key, because nothing else spreads it;
 * 2. one setting whose value in the catalog differs from the derived value, back towards the derived value;
 * 3. one setting of those that the check names; of several, the one that moves least (by ratio);
 * 4. as few as possible of the catalog's own values, back to the derived values;
 * 5. a few settings, one after the other;
 * 6. the latency objective.
 */
export function smallestChange(chain: Chain, problem: Problem): readonly Change[] | undefined {
  const known = new Set(problemsOf(chain).map(keyOf));
  const solved = (changed: Chain) => {
    const left = problemsOf(changed).filter(({ level }) => level === 'fails' || level === problem.level);
    return left.every((each) => keyOf(each) !== keyOf(problem) && known.has(keyOf(each)));
  };
  const gone = (changed: Chain) => problemsOf(changed).every((each) => keyOf(each) !== keyOf(problem));
  // A warning about waste names the change that ends it, even if that change needs others.
  if (problem.level === 'warns') {
    return single(chain, leversOf(problem), solved) ?? single(chain, leversOf(problem), gone);
  }
  const set = overrides(chain, problem.type);
  const key = problem.check === 'hot-key' ? anotherKey(chain, problem) : undefined;
  return (
    (key && stepByStep(chain, problem, key, known)) ??
    single(chain, set, solved) ??
    single(chain, leversOf(problem), solved) ??
    withoutOverrides(chain, set, solved) ??
    stepByStep(chain, problem, [], known) ??
    single(chain, promisesOf(problem), solved)
  );
}

/**
 * Sentences for a problem that no setting removes: how much traffic the present settings carry, and what else to do.
 */
export function withoutSetting(chain: Chain, problem: Problem): string {
  const gone = (changed: Chain) => problemsOf(changed).every((each) => keyOf(each) !== keyOf(problem));
  const { type: name } = problem;
  if (name === undefined) {
    const factor = most(chain, { setting: 'trafficScale' }, gone);
    return `No setting removes this problem${factor === undefined ? '' : `: with its present settings, the chain carries at most trafficScale ${factor}`}.`;
  }
  const share = 'traffic.hottestKeyShare';
  const ofKey = problem.check === 'hot-key' ? most(chain, { type: name, setting: share }, gone) : undefined;
  if (ofKey !== undefined) {
    return `No setting removes this problem: the busiest value may have at most ${percent(ofKey)} of the events. Limit how often one value occurs, or split the type.`;
  }
  const peak = most(chain, { type: name, setting: 'traffic.peakEventsPerSecond' }, gone);
  return `No setting removes this problem${peak === undefined ? '' : `: with its present settings, the type carries at most ${round(peak)} events/s`}. Make its handler faster, or split the type.`;
}

/**
 * Makes `playerId` the partition key, because players spread. Also replaces the hottest share, which was counted for
 * the old key.
 */
function anotherKey({ types }: Chain, { type: name }: Problem): readonly Change[] | undefined {
  const owner = types.find((each) => each.type === name);
  if (owner === undefined || owner.partitionKey === 'playerId') return undefined;
  const change = { type: owner.type, setting: 'partitionKey', value: 'playerId' };
  const { hottestKeyShare } = owner.traffic;
  if (hottestKeyShare === undefined || hottestKeyShare <= PLAYER_SHARE) return [change];
  return [change, { type: owner.type, setting: 'traffic.hottestKeyShare', value: PLAYER_SHARE }];
}

const MOST_STEPS = 4;

/**
 * Applies `first`, then one setting after another, each removing what still fails, until `problem` is gone and nothing
 * fails that did not fail before. `undefined` if {@link MOST_STEPS} steps are not enough.
 */
function stepByStep(
  chain: Chain,
  problem: Problem,
  first: readonly Change[],
  known: ReadonlySet<string>,
): readonly Change[] | undefined {
  const all = (some: readonly Change[]) => some.reduce(applyChange, chain);
  const failing = (changed: Chain) =>
    problemsOf(changed).filter((each) => {
      const key = keyOf(each);
      return each.level === 'fails' && (key === keyOf(problem) || !known.has(key));
    });
  let changes = [...first];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const changed = all(changes);
    const [next] = failing(changed);
    if (next === undefined) {
      const holds = (some: readonly Change[]) => failing(all(some)).length === 0;
      const added = changes.slice(first.length);
      // The changes in `first` belong together: all of them or none.
      return holds(added) ? needed(added, holds) : [...first, ...needed(added, (some) => holds([...first, ...some]))];
    }
    const mends = (other: Chain) => problemsOf(other).every((each) => keyOf(each) !== keyOf(next));
    const [change] = single(changed, leversOf(next), mends) ?? [];
    if (change === undefined) return undefined;
    changes = [...changes, change];
  }
  return undefined;
}

/** Drops each change that `hold` does not need. */
function needed(changes: readonly Change[], hold: (some: readonly Change[]) => boolean): readonly Change[] {
  let left = changes;
  for (const change of changes) {
    const fewer = left.filter((other) => other !== change);
    if (hold(fewer)) left = fewer;
  }
  return left;
}

export const keyOf = ({ check, type: name, hop }: Problem): string => `${check}/${name ?? ''}/${hop}`;

function problemsOf(chain: Chain): readonly Problem[] {
  return findProblems(planChain(chain.types, chain.stage));
}

type Solved = (changed: Chain) => boolean;

/** Of the single changes that solve the problem, the one that moves its setting least. */
function single(chain: Chain, levers: readonly Change[], solved: Solved): readonly Change[] | undefined {
  const [best] = levers
    .map((lever) => nearest(chain, lever, solved))
    .filter((change) => change !== undefined)
    .sort((one, other) => distance(chain, one) - distance(chain, other));
  return best === undefined ? undefined : [best];
}

function leversOf(problem: Problem): readonly Change[] {
  return asChanges(CHECK_OF.get(problem.check)?.levers, problem);
}

function promisesOf(problem: Problem): readonly Change[] {
  return asChanges(CHECK_OF.get(problem.check)?.promises, problem);
}

function asChanges(levers: readonly Lever[] = [], { type: name }: Problem): readonly Change[] {
  return levers.flatMap(({ of, setting, to }): Change[] => {
    if (of === 'stage') return [{ setting, value: to }];
    return name === undefined ? [] : [{ type: name, setting, value: to }];
  });
}

/** The `processing` values of the catalog that differ from the derived ones, as changes back to the derived values. */
function overrides(chain: Chain, name: string | undefined): readonly Change[] {
  return chain.types
    .filter((each) => name === undefined || each.type === name)
    .flatMap((each) => {
      const bare = { ...each, processing: {} };
      const [derived] = planChain([bare], chain.stage).types;
      return PROCESSING_SETTINGS.flatMap((setting): Change[] => {
        const value = derived && processingSetting(derived.topology, setting).value;
        const set = each.processing[setting];
        return value === undefined || set === undefined || set === value ? [] : [{ type: each.type, setting, value }];
      });
    });
}

/** The value nearest to the current one, between it and `lever.value`, that solves the problem. */
function nearest(chain: Chain, lever: Change, solved: Solved): Change | undefined {
  const current = currentValue(chain, lever);
  if (current === lever.value || !solved(applyChange(chain, lever))) return farther(chain, lever, current, solved);
  if (typeof current !== 'number' || typeof lever.value !== 'number') return lever;
  let [bad, good] = [current, lever.value];
  while (Math.abs(good - bad) > 1) {
    const middle = Math.round((good + bad) / 2);
    if (solved(applyChange(chain, { ...lever, value: middle }))) good = middle;
    else bad = middle;
  }
  return { ...lever, value: good };
}

/**
 * Searches from the current value in steps of a tenth, because the last value of the range may go too far (a batch
 * beyond its timeout).
 */
function farther(chain: Chain, lever: Change, current: SettingValue | undefined, solved: Solved): Change | undefined {
  if (typeof current !== 'number' || typeof lever.value !== 'number') return undefined;
  const up = lever.value > current;
  for (let value = current; up ? value < lever.value : value > lever.value; ) {
    const next = up ? Math.max(value + 1, Math.ceil(value * 1.1)) : Math.min(value - 1, Math.floor(value / 1.1));
    if (up ? next >= lever.value : next <= lever.value) return undefined;
    const change = { ...lever, value: next };
    if (solved(applyChange(chain, change))) return nearest(chain, change, solved);
    value = next;
  }
  return undefined;
}

/** Drops as few overrides as are needed to solve the problem; `undefined` if dropping all of them does not. */
function withoutOverrides(chain: Chain, overridden: readonly Change[], solved: Solved): readonly Change[] | undefined {
  const holds = (some: readonly Change[]) => solved(some.reduce(applyChange, chain));
  return overridden.length === 0 || !holds(overridden) ? undefined : needed(overridden, holds);
}

/**
 * The greatest value of a setting, rounded down to two digits, that solves the problem; `undefined` if no value above 0
 * does.
 */
function most(chain: Chain, lever: Omit<Change, 'value'>, solved: Solved): number | undefined {
  const current = settingOf(chain, lever);
  if (typeof current !== 'number') return undefined;
  let [bad, good] = [current, 0];
  for (let step = 0; step < 20; step += 1) {
    const middle = (good + bad) / 2;
    if (solved(applyChange(chain, { ...lever, value: middle }))) good = middle;
    else bad = middle;
  }
  if (good === 0) return undefined;
  const unit = 10 ** (Math.floor(Math.log10(good)) - 1);
  return Number((Math.floor(good / unit) * unit).toPrecision(2));
}

/** The effective value: the one that is set, else the derived one. */
export function currentValue(chain: Chain, change: Change): SettingValue | undefined {
  const set = settingOf(chain, change);
  if (set !== undefined || change.type === undefined) return set;
  const setting = PROCESSING_SETTINGS.find((name) => name === change.setting);
  const plan = planChain(chain.types, chain.stage).types.find((each) => each.type.type === change.type);
  return setting && plan && processingSetting(plan.topology, setting).value;
}

/** How far a change moves its setting, by ratio. A change between words counts as a factor of e. */
function distance(chain: Chain, change: Change): number {
  const current = currentValue(chain, change);
  if (typeof current !== 'number' || typeof change.value !== 'number') return 1;
  return Math.abs(Math.log((change.value + 1) / (current + 1)));
}
