import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { Delivery } from '../../../../../local/aws/services/event-bus/delivery.ts';
import { deliveryMeter } from '../../../../../local/aws/services/event-bus/meters.ts';
import type { PublishedEvent } from '../../../../../local/aws/services/event-bus/published-event.ts';
import type { Target } from '../../../../../local/aws/services/event-bus/target.ts';
import { mappingMeter } from '../../../../../local/aws/services/event-source-mapping/meters.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import type { Executor } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { functionMeter } from '../../../../../local/aws/services/function-pool/meters.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';
import { ServiceError } from '../../../../../local/aws/services/service-error.ts';

const NEVER_ENDS: Executor = { run: () => {}, discard: () => {} };

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
    sumsOf((metrics) => mappingMeter(metrics, 'uuid', 'handler', () => true).discarded(3, end));

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

  it('counts events only where the mapping asks for it, and what a destination refused in any case', () => {
    const sums = sumsOf((metrics) => {
      const meter = mappingMeter(metrics, 'uuid', 'handler', () => false);
      meter.polled(3);
      meter.invoked(3);
      meter.failed(3);
      meter.discarded(3, 'refused');
    });
    expect(sums).toEqual({ 'DestinationDeliveryFailures FunctionName': 1 });
  });
});

describe('the concurrency of functions (lambda/latest/dg/monitoring-metrics-types.html)', () => {
  it('is counted by function, and for the account in use and claimed: reservations are claimed while idle', () => {
    const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 27));
    const metrics = new MetricStore(scheduler);
    const pool = new FunctionPool(scheduler, seededRandom(1), { observe: (name) => functionMeter(metrics, name) });
    const add = (name: string, reservedConcurrency?: number) =>
      pool.add(
        {
          name,
          arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
          timeoutSeconds: 10,
          memoryMb: 128,
          runtime: 'nodejs24.x',
          handler: 'index.handler',
          roleArn: '',
          maxEnvironments: 10,
          ...(reservedConcurrency !== undefined && { reservedConcurrency }),
        },
        NEVER_ENDS,
      );
    add('reserved', 50);
    add('idle', 100);
    add('shared');
    for (const name of ['shared', 'reserved', 'shared', 'shared']) pool.invoke(name, '{}', () => {});
    const most = (name: string, dimensions: Record<string, string> = {}) =>
      metrics.find('AWS/Lambda', name, dimensions)?.between(scheduler.now(), scheduler.now() + 60_000)?.maximum;
    expect(most('ConcurrentExecutions', { FunctionName: 'shared' })).toBe(3);
    expect(most('ConcurrentExecutions', { FunctionName: 'reserved' })).toBe(1);
    expect(most('ConcurrentExecutions', { FunctionName: 'idle' })).toBeUndefined();
    expect(most('ConcurrentExecutions')).toBe(4);
    expect(most('ClaimedAccountConcurrency')).toBe(150 + 3);
  });
});

describe('the meter of deliveries (eventbridge/latest/userguide/eb-monitoring.html)', () => {
  const failed = (end: 'stored' | 'refused' | 'dropped') => {
    const target = { ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/game/joined' } as Target;
    return Object.keys(sumsOf((metrics) => deliveryMeter(metrics, 'game').failed(target, end)))
      .map((name) => name.split(' ')[0])
      .sort();
  };

  it('counts each attempt, the retries as they are made, and the event once, at its end', () => {
    const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 27));
    const metrics = new MetricStore(scheduler);
    const observer = { delivered: () => {}, deadLettered: () => {}, dropped: () => {} };
    const meter = deliveryMeter(metrics, 'game');
    const delivery = new Delivery(scheduler, seededRandom(1), observer, { meter });
    let refusals = 2;
    const target: Target = {
      id: 'stream',
      arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/events',
      ruleArn: 'arn:aws:events:us-east-1:000000000000:rule/game/joined',
      declared: {},
      retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 },
      permitted: () => true,
      deliver: () => {
        refusals -= 1;
        if (refusals >= 0) throw new ServiceError('ProvisionedThroughputExceededException', 'no');
      },
    };
    const sum = (name: string) =>
      metrics
        .find('AWS/Events', name, { EventBusName: 'game', RuleName: 'joined' })
        ?.between(Date.UTC(2026, 10, 27), Date.UTC(2026, 10, 27) + 60_000)?.sum;
    delivery.deliver({ id: 'e', text: '{}', envelope: {}, publishedAt: scheduler.now() } as PublishedEvent, target);
    expect([sum('InvocationAttempts'), sum('RetryInvocationAttempts'), sum('Invocations')]).toEqual([
      1,
      undefined,
      undefined,
    ]);
    scheduler.advance(10_000);
    expect([sum('InvocationAttempts'), sum('RetryInvocationAttempts'), sum('Invocations')]).toEqual([3, 2, 1]);
    expect(sum('SuccessfulInvocationAttempts')).toBe(1);
    // From the publication to the delivery, retries included.
    expect(sum('IngestionToInvocationSuccessLatency')).toBeGreaterThan(1_000);
  });

  it('distinguishes a stored dead letter from one that its queue refused', () => {
    const always = ['FailedInvocations', 'Invocations'];
    expect(failed('stored')).toEqual([...always, 'InvocationsSentToDlq']);
    expect(failed('refused')).toEqual([...always, 'InvocationsFailedToBeSentToDlq']);
    expect(failed('dropped')).toEqual(always);
  });
});
