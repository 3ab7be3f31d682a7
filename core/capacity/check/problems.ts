import type { CheckName } from '../model/workload.ts';
import type { ChainPlan } from '../plan/chain.ts';
import type { HopName } from '../plan/hop.ts';
import type { TypePlan } from '../plan/type-plan.ts';
import { accountConcurrency } from './checks/account-concurrency.ts';
import { accountRequests } from './checks/account-requests.ts';
import { batchTimeout } from './checks/batch-timeout.ts';
import type { ChainCheck, TypeCheck } from './checks/check.ts';
import { fewRetries } from './checks/few-retries.ts';
import { handlerRate } from './checks/handler-rate.ts';
import { hotKey } from './checks/hot-key.ts';
import { latency } from './checks/latency.ts';
import { leaderboard } from './checks/leaderboard.ts';
import { longTimeout } from './checks/long-timeout.ts';
import { noBisect } from './checks/no-bisect.ts';
import { regionQuota } from './checks/region-quota.ts';
import { requestThrottle } from './checks/request-throttle.ts';
import { retryAge } from './checks/retry-age.ts';
import { scaleUp } from './checks/scale-up.ts';
import { smallBurst } from './checks/small-burst.ts';
import { stream } from './checks/stream.ts';
import { tableWrites } from './checks/table-writes.ts';
import { wasteBatch } from './checks/waste-batch.ts';
import { wasteMemory } from './checks/waste-memory.ts';
import { wasteOnDemand } from './checks/waste-on-demand.ts';
import { wastePacking } from './checks/waste-packing.ts';
import { wasteReserved } from './checks/waste-reserved.ts';
import { wasteRetention } from './checks/waste-retention.ts';
import { workerConcurrency } from './checks/worker-concurrency.ts';

/** A problem that the check of a chain found. */
export interface Problem {
  readonly check: CheckName;
  /** `fails` refuses the build; `warns` does not. */
  readonly level: 'fails' | 'warns';
  /** The event type; left out if all types share the hop. */
  readonly type?: string;
  readonly hop: HopName;
  /** What is wrong, with the numbers: a sentence without the full stop. */
  readonly message: string;
}

/** In the order of the chain. */
const CHAIN_CHECKS: readonly ChainCheck[] = [
  requestThrottle,
  accountConcurrency,
  accountRequests,
  scaleUp,
  regionQuota,
  tableWrites,
  leaderboard,
  smallBurst,
];

/** In the order of the chain. A check comes after the checks in its `follows`. */
const TYPE_CHECKS: readonly TypeCheck[] = [
  hotKey,
  stream,
  handlerRate,
  workerConcurrency,
  batchTimeout,
  retryAge,
  latency,
  wasteMemory,
  wastePacking,
  wasteRetention,
  wasteBatch,
  wasteReserved,
  wasteOnDemand,
  fewRetries,
  noBisect,
  longTimeout,
];

export const CHECK_OF: ReadonlyMap<CheckName, ChainCheck | TypeCheck> = new Map(
  [...CHAIN_CHECKS, ...TYPE_CHECKS].map((check) => [check.name, check]),
);

/** All problems of a plan, those that fail the build first. */
export function findProblems(plan: ChainPlan): readonly Problem[] {
  const problems = [
    ...CHAIN_CHECKS.flatMap((check) =>
      check.find(plan).map((breach) => ({ check: check.name, level: check.level, ...breach })),
    ),
    ...plan.types.flatMap((type) => typeProblems(type, plan)),
  ];
  return [...problems.filter(({ level }) => level === 'fails'), ...problems.filter(({ level }) => level === 'warns')];
}

function typeProblems(plan: TypePlan, chain: ChainPlan): readonly Problem[] {
  const problems: Problem[] = [];
  for (const { name, level, follows = [], find } of TYPE_CHECKS) {
    if (problems.some(({ check }) => follows.includes(check))) continue;
    const breach = find(plan, chain);
    if (breach !== undefined) problems.push({ check: name, level, type: plan.type.type, ...breach });
  }
  return problems;
}
