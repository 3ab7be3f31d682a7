import { processingSetting } from '../../chain/type-topology.ts';
import { LIMITS } from '../../limits.ts';
import type { Processing } from '../model/workload.ts';
import { type ChainPlan, planChain } from '../plan/chain.ts';
import { chainCost } from '../plan/cost.ts';
import { applyChange, type Chain, PROCESSING_SETTINGS, type SettingValue } from '../plan/settings.ts';
import { findProblems } from './problems.ts';
import { keyOf } from './remedy.ts';

/** What another value of one setting would give while all other settings keep their planned values. */
export interface Alternative {
  readonly value: SettingValue;
  /** At the objective's percentile. `Infinity`: the handler would not keep up. */
  readonly latencyMs: number;
  readonly recordsPerSecond: number;
  readonly dollarsPerMonth: number;
  /** Checks that would fail with this value and do not fail now. */
  readonly fails: readonly string[];
}

export interface Alternatives {
  readonly cheaper?: Alternative;
  readonly faster?: Alternative;
}

const MEMORY_STEPS = [128, 256, 512, 1_024, LIMITS.lambdaMemoryOfOneCpu.value];

/** The values below and above the current one, for each setting that cost or speed depends on. */
const NEIGHBOURS: Readonly<Record<string, (value: number) => readonly number[]>> = {
  batchSize: (value) => [Math.max(1, Math.floor(value / 2)), Math.min(10_000, value * 2)],
  batchingWindowSeconds: (value) => [Math.max(0, value - 1), Math.min(300, value + 1)],
  parallelizationFactor: (value) => [
    Math.max(1, value - 1),
    Math.min(LIMITS.lambdaMaxParallelizationFactor.value, value + 1),
  ],
  memoryMb: (value) => [
    MEMORY_STEPS.findLast((step) => step < value) ?? value,
    MEMORY_STEPS.find((step) => step > value) ?? value,
  ],
  maxEventsPerEntry: (value) => [Math.max(1, Math.floor(value / 2)), Math.min(100, value * 2)],
};

export const ALTERABLE = Object.keys(NEIGHBOURS);

/** The next cheaper and the next faster value of `setting`. Each is left out if no neighbouring value is better. */
export function alternatives(chain: Chain, plan: ChainPlan, type: string, setting: string): Alternatives {
  const pinned = pin(chain, plan, type, setting);
  const now = planned(plan, type, setting);
  const neighbours = NEIGHBOURS[setting];
  if (neighbours === undefined || typeof now !== 'number') return {};
  const present = evaluate(pinned, type, setting, now, new Set());
  const known = new Set(findProblems(planChain(pinned.types, pinned.stage)).map(keyOf));
  const others = neighbours(now)
    .filter((value) => value !== now)
    .map((value) => evaluate(pinned, type, setting, value, known));
  const cheaper = others.find((other) => other.dollarsPerMonth < present.dollarsPerMonth - 0.05);
  const faster = others.find((other) => other.latencyMs < present.latencyMs - 1);
  return { ...(cheaper === undefined ? {} : { cheaper }), ...(faster === undefined ? {} : { faster }) };
}

/**
 * Writes the type's planned values into the chain, so that only `altered` changes. Leaves a derived reserved
 * concurrency derived.
 */
function pin(chain: Chain, plan: ChainPlan, name: string, altered: string): Chain {
  const topology = plan.types.find(({ type }) => type.type === name)?.topology;
  if (topology === undefined) return chain;
  return {
    ...chain,
    types: chain.types.map((type) => {
      if (type.type !== name) return type;
      const values = PROCESSING_SETTINGS.filter(
        (setting) =>
          setting !== altered && (setting !== 'reservedConcurrency' || type.processing[setting] !== undefined),
      ).map((setting) => [setting, processingSetting(topology, setting).value]);
      return { ...type, processing: Object.fromEntries(values) as Partial<Processing> };
    }),
  };
}

function planned(plan: ChainPlan, name: string, setting: string): SettingValue | undefined {
  const type = plan.types.find((each) => each.type.type === name);
  if (setting === 'maxEventsPerEntry') return type?.type.maxEventsPerEntry;
  const key = PROCESSING_SETTINGS.find((each) => each === setting);
  return key && type && processingSetting(type.topology, key).value;
}

function evaluate(
  chain: Chain,
  type: string,
  setting: string,
  value: SettingValue,
  known: ReadonlySet<string>,
): Alternative {
  const changed = applyChange(chain, { type, setting, value });
  const plan = planChain(changed.types, changed.stage);
  const own = plan.types.find((each) => each.type.type === type);
  const fails = findProblems(plan).filter((problem) => problem.level === 'fails' && !known.has(keyOf(problem)));
  return {
    value,
    latencyMs: own?.latency.total ?? 0,
    recordsPerSecond: own?.handlerRate ?? 0,
    dollarsPerMonth: chainCost(plan).types.find((cost) => cost.type === type)?.total ?? 0,
    fails: [...new Set(fails.map(({ check }) => check))],
  };
}
