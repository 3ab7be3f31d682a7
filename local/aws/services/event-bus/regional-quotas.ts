import { limitIn, REGIONAL_LIMITS } from '../../../../core/regional-limits.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import { TokenBucket } from '../token-bucket.ts';
import { InvocationQuota } from './invocation-quota.ts';

/** What an account's buses of one region share. */
export interface BusQuotas {
  /** Whether a PutEvents request may be made now. */
  takeRequest(): boolean;
  readonly invocations: InvocationQuota;
}

/**
 * EventBridge's quotas in a region. Their burst is not documented: here a second's worth.
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
