import { planChain } from './chain.ts';
import { findProblems, type Problem } from './problems.ts';
import { applyChange, type Chain, type Change, PROCESSING_SETTINGS, type SettingValue, settingOf } from './settings.ts';
import { UNTIL_TOO_OLD } from './stream-plan.ts';
import type { CheckName } from './workload.ts';

interface Lever {
  readonly setting: string;
  readonly of: 'type' | 'stage';
  /** Where the search ends, in the direction that helps. */
  readonly to: SettingValue;
}

const type = (setting: string, to: SettingValue): Lever => ({ setting, of: 'type', to });
const stage = (setting: string, to: SettingValue): Lever => ({ setting, of: 'stage', to });

/** Of last resort: what was promised instead of what does it. */
const PROMISES: Readonly<Partial<Record<CheckName, readonly Lever[]>>> = {
  latency: [type('latencyObjective.milliseconds', 86_400_000)],
};

/** What could help against each problem. */
const LEVERS: Readonly<Partial<Record<CheckName, readonly Lever[]>>> = {
  'request-throttle': [stage('throttle.requestsPerSecond', 1_000_000)],
  'region-quota': [stage('throttle.requestsPerSecond', 1), stage('throttle.burst', 1), stage('region', 'us-east-1')],
  'account-concurrency': [stage('reservedConcurrency', false)],
  stream: [type('maxEventsPerEntry', 100), stage('streamCapacity', 'planned'), stage('throttle.requestsPerSecond', 1)],
  'hot-key': [type('partitionKey', 'playerId')],
  'handler-rate': [
    type('parallelizationFactor', 10),
    type('batchSize', 10_000),
    type('reservedConcurrency', 1_000),
    type('memoryMb', 1_769),
    type('maxEventsPerEntry', 100),
    stage('throttle.requestsPerSecond', 1),
  ],
  'worker-concurrency': [type('reservedConcurrency', 100_000)],
  'batch-timeout': [type('batchSize', 1), type('timeoutSeconds', 900)],
  'retry-age': [type('retryAttempts', 0), type('timeoutSeconds', 10), type('maxRecordAgeSeconds', 604_800)],
  latency: [
    type('batchingWindowSeconds', 0),
    type('parallelizationFactor', 10),
    type('batchSize', 1),
    type('memoryMb', 1_769),
  ],
  'small-burst': [stage('throttle.burst', 5_000)],
  'few-retries': [type('retryAttempts', UNTIL_TOO_OLD)],
  'no-bisect': [type('bisectBatchOnError', true)],
  'long-timeout': [type('timeoutSeconds', 30)],
  'waste-memory': [type('memoryMb', 1_769)],
  'waste-packing': [type('maxEventsPerEntry', 100)],
  'waste-retention': [type('maxRecordAgeSeconds', 86_400)],
  'waste-batch': [type('batchSize', 1)],
  'waste-reserved': [type('reservedConcurrency', 1)],
  'waste-on-demand': [stage('streamCapacity', 'planned')],
};

/**
 * The smallest change with which `problem` is gone and no new one fails. One setting where one is enough: first of those
 * that the catalog sets other than derived, then of all that help, the least moved (by ratio). Else as few as possible of
 * what the catalog sets, taken back to the derived values; else the promise or the traffic that the chain could keep.
 * `undefined` where not even that helps.
 */
export function smallestChange(chain: Chain, problem: Problem): readonly Change[] | undefined {
  const known = new Set(problemsOf(chain).map(keyOf));
  const solved = (changed: Chain) => {
    const left = problemsOf(changed).filter(({ level }) => level === 'fails' || level === problem.level);
    return left.every((each) => keyOf(each) !== keyOf(problem) && known.has(keyOf(each)));
  };
  const gone = (changed: Chain) => problemsOf(changed).every((each) => keyOf(each) !== keyOf(problem));
  // What only wastes is told with what ends the waste, even where other settings then have to follow.
  if (problem.level === 'warns') {
    return single(chain, leversOf(LEVERS, problem), solved) ?? single(chain, leversOf(LEVERS, problem), gone);
  }
  const set = overrides(chain, problem.type);
  return (
    single(chain, set, solved) ??
    single(chain, leversOf(LEVERS, problem), solved) ??
    taken(chain, set, solved) ??
    single(chain, leversOf(PROMISES, problem), solved) ??
    traffic(chain, problem, gone)
  );
}

export const keyOf = ({ check, type: name, hop }: Problem): string => `${check}/${name ?? ''}/${hop}`;

function problemsOf(chain: Chain): readonly Problem[] {
  return findProblems(planChain(chain.types, chain.stage));
}

type Solved = (changed: Chain) => boolean;

/** The least moved of the single changes that solve it. */
function single(chain: Chain, levers: readonly Change[], solved: Solved): readonly Change[] | undefined {
  const [best] = levers
    .map((lever) => nearest(chain, lever, solved))
    .filter((change) => change !== undefined)
    .sort((one, other) => distance(chain, one) - distance(chain, other));
  return best === undefined ? undefined : [best];
}

function leversOf(table: typeof LEVERS, { check, type: name }: Problem): readonly Change[] {
  return (table[check] ?? []).flatMap(({ of, setting, to }): Change[] => {
    if (of === 'stage') return [{ setting, value: to }];
    return name === undefined ? [] : [{ type: name, setting, value: to }];
  });
}

/** What the catalog sets of `processing` other than it would be derived, as changes back to the derived values. */
function overrides(chain: Chain, name: string | undefined): readonly Change[] {
  return chain.types
    .filter((each) => name === undefined || each.type === name)
    .flatMap((each) => {
      const bare = { ...each, processing: {} };
      const [derived] = planChain([bare], chain.stage).types;
      return PROCESSING_SETTINGS.flatMap((setting): Change[] => {
        const value = derived?.stream.processing[setting].value;
        const set = each.processing[setting];
        return value === undefined || set === undefined || set === value ? [] : [{ type: each.type, setting, value }];
      });
    });
}

/** The value nearest to the current one, on the way to `lever.value`, that solves it. */
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

/** The end of a range may be too much of a good thing (a batch over its timeout): looked for on the way, by a tenth at a time. */
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

/** As many overrides taken back as it needs, and no more. */
function taken(chain: Chain, overridden: readonly Change[], solved: Solved): readonly Change[] | undefined {
  let changes = overridden;
  const all = (some: readonly Change[]) => some.reduce(applyChange, chain);
  if (changes.length === 0 || !solved(all(changes))) return undefined;
  for (const change of changes) {
    const fewer = changes.filter((other) => other !== change);
    if (solved(all(fewer))) changes = fewer;
  }
  return changes;
}

/** The peak that the type could have as it is set: of no use as a remedy, but it says how far off the chain is. */
function traffic(chain: Chain, problem: Problem, solved: Solved): readonly Change[] | undefined {
  const lever =
    problem.type === undefined
      ? { setting: 'trafficScale', value: 0 }
      : { type: problem.type, setting: 'traffic.peakEventsPerSecond', value: 0 };
  const current = settingOf(chain, lever);
  if (typeof current !== 'number') return undefined;
  let [bad, good] = [current, 0];
  for (let step = 0; step < 20; step += 1) {
    const middle = (good + bad) / 2;
    if (solved(applyChange(chain, { ...lever, value: middle }))) good = middle;
    else bad = middle;
  }
  return good === 0 ? undefined : [{ ...lever, value: Math.floor(good * 100) / 100 }];
}

/** The value that counts: what is set, or what is derived. */
export function currentValue(chain: Chain, change: Change): SettingValue | undefined {
  const set = settingOf(chain, change);
  if (set !== undefined || change.type === undefined) return set;
  const setting = PROCESSING_SETTINGS.find((name) => name === change.setting);
  const plan = planChain(chain.types, chain.stage).types.find((each) => each.type.type === change.type);
  return setting === undefined ? undefined : plan?.stream.processing[setting].value;
}

/** How far a change moves its setting, by ratio; the choice among words counts as one step of e. */
function distance(chain: Chain, change: Change): number {
  const current = currentValue(chain, change);
  if (typeof current !== 'number' || typeof change.value !== 'number') return 1;
  return Math.abs(Math.log((change.value + 1) / (current + 1)));
}
