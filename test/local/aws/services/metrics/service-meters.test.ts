import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { deliveryMeter } from '../../../../../local/aws/services/event-bus/meters.ts';
import type { Target } from '../../../../../local/aws/services/event-bus/target.ts';
import { mappingMeter } from '../../../../../local/aws/services/event-source-mapping/meters.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';

/** Returns the sums of all metrics that have a value, by name. */
function sumsOf(measure: (metrics: MetricStore) => void): Record<string, number> {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 27));
  const metrics = new MetricStore(scheduler);
  measure(metrics);
  const until = scheduler.now() + 60_000;
  return Object.fromEntries(
    [...metrics.all()].flatMap((series) => {
      const sum = series.between(scheduler.now(), until)?.sum;
      return sum === undefined ? [] : [[`${series.name} ${Object.keys(series.dimensions).join()}`, sum]];
    }),
  );
}

describe('the meter of an event source mapping (lambda/latest/dg/monitoring-metrics-types.html)', () => {
  const discarded = (end: 'delivered' | 'refused' | 'dropped') =>
    sumsOf((metrics) => mappingMeter(metrics, 'uuid', 'handler').discarded(3, end));

  it('counts records that the on-failure destination accepted as delivered, and not as dropped', () => {
    expect(discarded('delivered')).toEqual({ 'OnFailureDestinationDeliveredEventCount EventSourceMappingUUID': 3 });
  });

  it('counts a destination that refuses by function, and its records as dropped', () => {
    expect(discarded('refused')).toEqual({
      'DroppedEventCount EventSourceMappingUUID': 3,
      'DestinationDeliveryFailures FunctionName': 1,
    });
  });

  it('counts records without a destination as dropped', () => {
    expect(discarded('dropped')).toEqual({ 'DroppedEventCount EventSourceMappingUUID': 3 });
  });
});

describe('the meter of deliveries (eventbridge/latest/userguide/eb-monitoring.html)', () => {
  const failed = (end: 'stored' | 'refused' | 'dropped') => {
    const target = { ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/game/joined' } as Target;
    return Object.keys(sumsOf((metrics) => deliveryMeter(metrics, 'game').failed(target, end)))
      .map((name) => name.split(' ')[0])
      .sort();
  };

  it('distinguishes a stored dead letter from one that its queue refused', () => {
    const always = ['FailedInvocations', 'InvocationAttempts'];
    expect(failed('stored')).toEqual([...always, 'InvocationsSentToDlq']);
    expect(failed('refused')).toEqual(['FailedInvocations', 'InvocationAttempts', 'InvocationsFailedToBeSentToDlq']);
    expect(failed('dropped')).toEqual(always);
  });
});
