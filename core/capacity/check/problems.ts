import { LIMITS, limitIn, REGIONAL_LIMITS } from '../../limits.ts';
import { round } from '../../round.ts';
import { HEADROOM } from '../model/spread.ts';
import { accountConcurrencyOf, type CheckName } from '../model/workload.ts';
import type { ChainPlan, Hop, HopName } from '../plan/chain.ts';
import { typeProblems } from './type-problems.ts';
import { wasteProblems } from './waste.ts';

/** Something that the check holds against a plan. */
export interface Problem {
  readonly check: CheckName;
  /** `fails` refuses the build; `warns` does not. */
  readonly level: 'fails' | 'warns';
  /** The event type; left out where all types share the hop. */
  readonly type?: string;
  readonly hop: HopName;
  /** What is wrong, with its numbers; a sentence without its end. */
  readonly says: string;
}

const CHECK_OF_HOP: Partial<Record<HopName, CheckName>> = {
  'API Gateway': 'request-throttle',
  'API functions': 'account-concurrency',
  'Lambda requests': 'account-requests',
  'Lambda scale-up': 'scale-up',
  PutEvents: 'region-quota',
  'rule invocations': 'region-quota',
  table: 'table-writes',
  'leaderboard writes': 'leaderboard',
  'leaderboard reads': 'leaderboard',
};

/** What becomes of the rest, where the hop does not say it. */
const CONSEQUENCES: Partial<Record<HopName, string>> = {
  'Lambda requests': 'Lambda would throttle all functions, and phones would get 500',
  'Lambda scale-up': 'Lambda would throttle the function, and phones would get 500',
  'leaderboard writes': 'An index that is throttled throttles the writes of its table, so handlers would fall behind',
  'leaderboard reads': 'Players would get 500 for the leaderboard',
};

/** All problems of a plan, those that fail first. */
export function findProblems(plan: ChainPlan): readonly Problem[] {
  const problems = [
    ...plan.hops.flatMap((hop) => hopProblem(hop, plan)),
    ...burstProblems(plan),
    ...plan.types.flatMap((type) => typeProblems(type, plan)),
    ...wasteProblems(plan),
  ];
  return [...problems.filter(({ level }) => level === 'fails'), ...problems.filter(({ level }) => level === 'warns')];
}

/** Hops that all types share, against their limit with headroom. */
function hopProblem(hop: Hop, plan: ChainPlan): Problem[] {
  const check = CHECK_OF_HOP[hop.name];
  if (check === undefined) return [];
  const limitedBy = hop.limitedBy + (hop.unconfirmed ? '; unconfirmed' : '');
  const problem = (says: string): Problem[] => [{ check, level: 'fails', hop: hop.name, says }];
  // Reservations are held against the quota of the account whether or not traffic comes.
  if (hop.name === 'API functions' && plan.quotaRequests.some((request) => request.hop === hop.name)) {
    const reserved = round(plan.reservedConcurrency);
    return problem(
      `the stage reserves ${reserved} concurrent invocations and needs ${round(Math.ceil(hop.arrivals))} unreserved ones at peak (authorizer ${round(Math.ceil(plan.unreservedConcurrency.authorize))}, ingest ${round(Math.ceil(plan.unreservedConcurrency.ingest))}, query ${round(Math.ceil(plan.unreservedConcurrency.query))}, handlers ${round(plan.unreservedConcurrency.handlers)}); the account's quota is ${round(accountConcurrencyOf(plan.stage))} (accountConcurrency), of which at least ${LIMITS.lambdaUnreservedConcurrency.value} must stay unreserved`,
    );
  }
  if (hop.utilisation > HEADROOM) {
    const consequence = CONSEQUENCES[hop.name];
    return problem(
      `${round(hop.arrivals)} ${hop.unit} arrive at peak; the limit is ${round(hop.limit)} (${limitedBy}). That is ${percent(hop.utilisation)} of the limit; the check allows ${percent(HEADROOM)}${consequence === undefined ? '' : `. ${consequence}`}`,
    );
  }
  if (hop.name === 'rule invocations' && hop.arrivals * plan.admittedFactor > hop.limit) {
    return problem(
      `the throttle admits ${round(hop.arrivals * plan.admittedFactor)} ${hop.unit}; the limit is ${round(hop.limit)} (${limitedBy}). EventBridge would accept all events and deliver them late`,
    );
  }
  return [];
}

function burstProblems({ stage, topology: { api } }: ChainPlan): Problem[] {
  const burst = api.throttle.burst.value;
  const requestsPerSecond = api.throttle.requestsPerSecond.value;
  const quota = limitIn(REGIONAL_LIMITS.apiGatewayBurst, stage.region);
  const where = stage.region ?? 'the smallest region';
  if (requestsPerSecond > limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, stage.region)) {
    const limit = limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, stage.region);
    const says = `throttle.requestsPerSecond is ${round(requestsPerSecond)}; the account's quota in ${where} is ${round(limit)} requests/s, and API Gateway answers the rest with 429`;
    return [{ check: 'region-quota', level: 'fails', hop: 'API Gateway', says }];
  }
  if (burst > quota) {
    const says = `throttle.burst is ${round(burst)}; the account's quota in ${where} is ${round(quota)}, and AWS does not raise it`;
    return [{ check: 'region-quota', level: 'fails', hop: 'API Gateway', says }];
  }
  if (burst < requestsPerSecond / 4) {
    const says = `throttle.burst is ${round(burst)}: at ${round(requestsPerSecond)} requests/s, API Gateway answers a spike of a quarter of a second with 429`;
    return [{ check: 'small-burst', level: 'warns', hop: 'API Gateway', says }];
  }
  return [];
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(share * 100)} %` : '∞';
}
