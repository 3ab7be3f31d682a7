import type { StageConfig } from '../../../catalog/stages.ts';
import { type ChainPlan, planChain } from '../../../core/capacity/plan/chain.ts';
import type { ApiSettings } from '../../../core/chain/api.ts';
import { LIMITS } from '../../../core/limits.ts';
import { REGIONAL_LIMITS, type RegionalLimit } from '../../../core/regional-limits.ts';
import type { Finding } from '../finding.ts';
import type { Answer, Place } from '../place.ts';

/** "Concurrent executions" of Lambda in Service Quotas. */
const CONCURRENCY_QUOTA = { service: 'lambda', quota: 'L-B99A9384' } as const;

/** The command that requests `value` for a quota from AWS. */
function increaseCommand(
  { service, quota }: NonNullable<RegionalLimit['code']>,
  value: number,
  region: string,
): string {
  return `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${quota} --desired-value ${value} --region ${region}`;
}

/**
 * Compares the invocations of all functions at the start line, including authorizer and query, with what the account
 * allows.
 */
export function checkConcurrency(
  stage: StageConfig,
  plan: ChainPlan,
  { limit, unreserved }: Answer<'concurrency'>,
  { region }: Place,
): Finding {
  const subject = 'Lambda concurrency';
  const needed = plan.neededConcurrency;
  const message = `the account allows ${limit} invocations at once, stage ${stage.name} needs ${needed} (${sumText(plan)}).`;
  if (limit < needed) {
    const ask = Math.max(needed, LIMITS.lambdaConcurrency.value);
    const without = planChain(
      plan.types.map(({ type }) => type),
      { ...stage, reservedConcurrency: false },
    ).neededConcurrency;
    return {
      level: 'fails',
      subject,
      message: `${message} A new account has a small quota, such as 10; phones would be answered 500 and handlers would wait.`,
      remedy: [
        ...(stage.reservedConcurrency && without <= limit
          ? [
              `Set reservedConcurrency: false of stage ${stage.name} in catalog/stages.ts (then ${without} are enough), or:`,
            ]
          : []),
        'Ask AWS for the quota "Concurrent executions":',
        increaseCommand(CONCURRENCY_QUOTA, ask, region),
      ].join('\n'),
    };
  }
  if (unreserved < needed) {
    return {
      level: 'warning',
      subject,
      message: `${message} Functions have reserved all but ${unreserved}: that is enough only if stage ${stage.name} is deployed already and holds some itself.`,
      remedy: `Release reservations of other functions, or ask for ${limit - unreserved + needed} of the quota "Concurrent executions".`,
    };
  }
  return { level: 'ok', subject, message };
}

/**
 * Explains the sum. Either `2,788 invocations/s ÷ 10, and a fifth in reserve`, if the requests a second need more; or
 * `22 that handlers reserve + 134 unreserved for authorizer 22 + ingest 80 + query 5, and a fifth in reserve`.
 */
function sumText(plan: ChainPlan): string {
  const { reservedConcurrency, neededConcurrency, unreservedConcurrency: unreserved } = plan;
  if (neededConcurrency === plan.neededForRequests) {
    const perSecond = Math.ceil(plan.invocationsPerSecond);
    return `${perSecond} invocations/s ÷ ${LIMITS.lambdaRequestsPerConcurrency.value} at the start line, and a fifth in reserve`;
  }
  const { authorize, ingest, query, handlers } = unreserved;
  const parts = Object.entries({ authorizer: authorize, ingest, query, handlers })
    .filter(([, value]) => value > 0)
    .map(([name, value]) => `${name} ${Math.ceil(value)}`)
    .join(' + ');
  const atPeak = `${parts} at the start line, and a fifth in reserve`;
  if (reservedConcurrency === 0) return atPeak;
  const rest = neededConcurrency - reservedConcurrency;
  const floor =
    rest === LIMITS.lambdaUnreservedConcurrency.value ? `${rest} that Lambda keeps unreserved` : `${rest} unreserved`;
  return `${reservedConcurrency} that handlers reserve + ${floor} for ${atPeak}`;
}

export function checkGatewayThrottle(
  { name }: StageConfig,
  { throttle }: ApiSettings,
  account: Answer<'gateway'>,
): Finding {
  const requestsPerSecond = throttle.requestsPerSecond.value;
  const burst = throttle.burst.value;
  const subject = 'API Gateway throttle';
  const allowed = `${account.requestsPerSecond} requests/s, burst ${account.burst}`;
  const wanted = `${requestsPerSecond} requests/s, burst ${burst}`;
  if (requestsPerSecond > account.requestsPerSecond) {
    return {
      level: 'fails',
      subject,
      message: `stage ${name} admits ${wanted}, the account ${allowed}: the rest would be answered 429.`,
      remedy: `Lower throttle of stage ${name} in catalog/stages.ts, or request a quota "Throttle rate" of ${requestsPerSecond} or more.`,
    };
  }
  if (burst > account.burst) {
    return {
      level: 'warning',
      subject,
      message: `stage ${name} admits ${wanted}, the account ${allowed}; AWS sets the burst by the rate, it cannot be requested.`,
      remedy: `Set throttle.burst of stage ${name} to ${account.burst} in catalog/stages.ts.`,
    };
  }
  return { level: 'ok', subject, message: `stage ${name} admits ${wanted}, the account ${allowed}.` };
}

/** Entries of PutEvents a second, of all types together: each entry becomes one record. */
function entriesPerSecond({ types }: ChainPlan): number {
  return types.reduce((sum, { recordsPerSecond }) => sum + recordsPerSecond, 0);
}

export function checkPublishRate(stage: StageConfig, plan: ChainPlan, limit: number, { region }: Place): Finding {
  const subject = 'EventBridge PutEvents';
  const quota = REGIONAL_LIMITS.putEventsPerSecond;
  const calls = Math.ceil(
    Math.max(
      plan.topology.api.throttle.requestsPerSecond.value,
      entriesPerSecond(plan) / LIMITS.eventBridgeEntriesPerCall.value,
    ),
  );
  const message = `stage ${stage.name} makes up to ${calls} calls/s, the quota in ${region} is ${limit}`;
  if (calls <= limit) return { level: 'ok', subject, message: `${message}.` };
  return {
    level: 'fails',
    subject,
    message: `${message}: events would be answered "throttled".`,
    remedy: [
      `Request a quota "${quota.quota}" of ${calls} or more, set region of the stage to one with more (us-east-1, us-west-2, eu-west-1), or lower its throttle:`,
      increaseCommand(quota.code, calls, region),
    ].join('\n'),
  };
}

/** Beyond this quota EventBridge refuses nothing: it delivers late (eventbridge/latest/userguide/eb-quota.html). */
export function checkTargetInvocations(stage: StageConfig, plan: ChainPlan, limit: number, { region }: Place): Finding {
  const subject = 'EventBridge target invocations';
  const quota = REGIONAL_LIMITS.targetInvocationsPerSecond;
  // One target an entry, because each type has one rule with one target.
  const admitted = Math.ceil(entriesPerSecond(plan) * plan.admittedFactor);
  const message = `stage ${stage.name} admits up to ${admitted} deliveries/s, the quota in ${region} is ${limit}`;
  if (admitted <= limit) return { level: 'ok', subject, message: `${message}.` };
  return {
    level: 'fails',
    subject,
    message: `${message}: phones would be answered 202 and events delivered late.`,
    remedy: [
      `Lower throttle of stage ${stage.name} in catalog/stages.ts, or ask AWS for the quota "${quota.quota}":`,
      increaseCommand(quota.code, admitted, region),
    ].join('\n'),
  };
}

/** @param own open shards of the stage's streams, which its deployment changes */
export function checkShards(
  stage: StageConfig,
  plan: ChainPlan,
  { limit, open }: Answer<'shards'>,
  own: number,
): Finding {
  const subject = 'Kinesis shards';
  const streams = plan.topology.types.map(({ stream }) => stream);
  if (streams.some(({ mode }) => mode.value === 'ON_DEMAND')) {
    return { level: 'ok', subject, message: `the streams of stage ${stage.name} are on-demand.` };
  }
  const shards = streams.reduce((sum, { shards: { value } }) => sum + value, 0);
  const others = open - own;
  const message = `stage ${stage.name} has ${shards}; ${others} of ${limit} are in use by others`;
  if (others + shards <= limit) return { level: 'ok', subject, message: `${message}.` };
  return {
    level: 'fails',
    subject,
    message: `${message}.`,
    remedy: `Request a quota "Shards per Region" of ${others + shards} or more, or set streamCapacity: 'on-demand' of stage ${stage.name} in catalog/stages.ts.`,
  };
}
