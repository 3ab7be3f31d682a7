import { round } from '../../round.ts';
import { type ChainPlan, planChain } from '../plan/chain.ts';
import { type Chain, type Change, nameOf } from '../plan/settings.ts';
import { findProblems, type Problem } from './problems.ts';
import { currentValue, smallestChange, withoutSetting } from './remedy.ts';

/** A problem with the change that removes it, or with the reason why the author accepts it. */
export interface Finding extends Omit<Problem, 'level'> {
  readonly level: 'fails' | 'warns' | 'accepted';
  /** All settings to change together; empty if no setting helps. */
  readonly changes: readonly Change[];
  /** One line: type, hop, numbers, smallest change or reason, name of the check. */
  readonly message: string;
}

export interface CheckResult {
  readonly plan: ChainPlan;
  readonly findings: readonly Finding[];
}

/**
 * Checks a chain and returns what fails, what warns and what is accepted. Searches remedies only for the problems
 * found.
 */
export function checkChain(chain: Chain): CheckResult {
  const plan = planChain(chain.types, chain.stage);
  return { plan, findings: findProblems(plan).map((problem) => finding(chain, plan, problem)) };
}

function finding(chain: Chain, plan: ChainPlan, problem: Problem): Finding {
  const head = `${problem.type === undefined ? '' : `${problem.type}: `}${problem.hop}: ${problem.message}.`;
  const tail = `[${problem.check}]`;
  const reason = acceptedReason(chain, problem);
  if (reason !== undefined) {
    return { ...problem, level: 'accepted', changes: [], message: `${head} Accepted: ${reason} ${tail}` };
  }
  const changes = smallestChange(chain, problem) ?? [];
  const remedy =
    changes.length === 0
      ? withoutSetting(chain, problem)
      : `Smallest change: ${changes.map((change) => showChange(chain, change)).join(', and ')}.`;
  return {
    ...problem,
    changes,
    message: `${head} ${remedy}${quotaText(plan, problem, changes)}${spreadText(problem)} ${tail}`,
  };
}

/** Says which AWS quota to raise, if a quota causes the problem. */
function quotaText(plan: ChainPlan, { type, hop }: Problem, changes: readonly Change[]): string {
  const request = type === undefined ? plan.quotaRequests.find((each) => each.hop === hop) : undefined;
  if (request === undefined) return '';
  const { askFor, quota } = request;
  if (quota === 'Concurrent executions') {
    return changes.some(({ setting }) => setting === 'accountConcurrency')
      ? ` Request ${round(askFor)} for the quota "${quota}" first: accountConcurrency only states what the account has.`
      : ` Or request ${round(askFor)} for the quota "${quota}", and state in accountConcurrency what the account then has.`;
  }
  return ` Or request ${round(askFor)} for the quota "${quota}", and accept the risk until AWS grants it.`;
}

/**
 * Names what AWS offers for a key that cannot spread; Cairn does not set it
 * (streams/latest/dev/service-managed-pk-overview.html).
 */
function spreadText({ check }: Problem): string {
  if (check !== 'hot-key') return '';
  return ' Kinesis can also spread records whatever their key (RecordDistributionStrategy AUTO): only on on-demand streams, and without any order. Cairn does not set it.';
}

function acceptedReason({ types, stage }: Chain, { type, check }: Problem): string | undefined {
  const owner = types.find((each) => each.type === type);
  return [...(owner?.acceptedRisks ?? []), ...(stage.acceptedRisks ?? [])].find((risk) => risk.check === check)?.reason;
}

/** Describes a change, such as `location.pinged's batchSize from 1 to 100`. */
export function showChange(chain: Chain, change: Change): string {
  return `${nameOf(change)} from ${show(currentValue(chain, change))} to ${show(change.value)}`;
}

function show(value: Change['value'] | undefined): string {
  if (typeof value === 'number') return round(value);
  return value === undefined ? 'its default' : String(value);
}
