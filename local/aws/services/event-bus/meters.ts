import type { MetricStore } from '../metrics/metric-store.ts';
import type { DeliveryMeter } from './delivery.ts';
import type { RequestMeter } from './event-buses.ts';
import type { Target } from './target.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function deliveryMeter(metrics: MetricStore, EventBusName: string): DeliveryMeter {
  const rule = (RuleName: string) => {
    const dimensions = { EventBusName, RuleName };
    const meter = (name: string, keepsRanks = false) => metrics.meter('AWS/Events', name, dimensions, keepsRanks);
    return {
      attempts: meter('InvocationAttempts'),
      invocations: meter('Invocations'),
      successes: meter('SuccessfulInvocationAttempts'),
      retries: meter('RetryInvocationAttempts'),
      failed: meter('FailedInvocations'),
      deadLettered: meter('InvocationsSentToDlq'),
      notDeadLettered: meter('InvocationsFailedToBeSentToDlq'),
      throttled: meter('ThrottledRules'),
      latency: meter('IngestionToInvocationSuccessLatency', true),
    };
  };
  const rules = new Map<string, ReturnType<typeof rule>>();
  const of = ({ ruleArn }: Target): ReturnType<typeof rule> => {
    const known = rules.get(ruleArn);
    if (known !== undefined) return known;
    const made = rule(ruleArn.split('/').at(-1) ?? '');
    rules.set(ruleArn, made);
    return made;
  };
  return {
    attempted: (target, isRetry) => {
      const { attempts, retries } = of(target);
      attempts(1);
      if (isRetry) retries(1);
    },
    // Attempts that are made again count in Invocations once they fail for good.
    succeeded: (target, latencyMs) => {
      const { invocations, successes, latency } = of(target);
      invocations(1);
      successes(1);
      latency(latencyMs);
    },
    failed: (target, end) => {
      const { invocations, failed, deadLettered, notDeadLettered } = of(target);
      invocations(1);
      failed(1);
      if (end === 'stored') deadLettered(1);
      if (end === 'refused') notDeadLettered(1);
    },
    delayed: (target) => of(target).throttled(1),
  };
}

/**
 * Meters PutEvents without dimensions, because the quota belongs to the account.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function putEventsMeter(metrics: MetricStore): RequestMeter {
  const meter = (name: string) => metrics.meter('AWS/Events', name, {});
  const calls = meter('PutEventsApproximateCallCount');
  const throttled = meter('PutEventsApproximateThrottledCount');
  const successes = meter('PutEventsApproximateSuccessCount');
  const entries = meter('PutEventsEntriesCount');
  const failures = meter('PutEventsFailedEntriesCount');
  return (entryCount, failed, isThrottled) => {
    calls(1);
    entries(entryCount);
    if (failed > 0) failures(failed);
    (isThrottled ? throttled : successes)(1);
  };
}
