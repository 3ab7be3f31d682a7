import { limitIn, REGIONAL_LIMITS } from '../../../../core/regional-limits.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { TokenBucket } from '../token-bucket.ts';
import { InvocationQuota } from './invocation-quota.ts';

/** Quotas that all buses of an account in one region share. */
export interface BusQuotas {
  /** Returns whether a PutEvents request may run now. */
  takeRequest(): boolean;
  readonly invocations: InvocationQuota;
}

/**
 * EventBridge's quotas in a region. AWS documents no burst; here it is the quota of one second.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export function regionalQuotas(region: string | undefined, scheduler: Scheduler): BusQuotas {
  const perSecond = limitIn(REGIONAL_LIMITS.putEventsPerSecond, region);
  const requests = new TokenBucket(perSecond, perSecond, scheduler.now());
  return {
    takeRequest: () => requests.take(1, scheduler.now()),
    invocations: new InvocationQuota(limitIn(REGIONAL_LIMITS.targetInvocationsPerSecond, region), scheduler),
  };
}
