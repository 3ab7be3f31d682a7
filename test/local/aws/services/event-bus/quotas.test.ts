import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { limitIn, REGIONAL_LIMITS } from '../../../../../core/regional-limits.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { EventBus } from '../../../../../local/aws/services/event-bus/event-bus.ts';
import { EventBuses } from '../../../../../local/aws/services/event-bus/event-buses.ts';
import { eventBusOperations } from '../../../../../local/aws/services/event-bus/operations.ts';
import { compilePattern } from '../../../../../local/aws/services/event-bus/pattern.ts';
import { regionalQuotas } from '../../../../../local/aws/services/event-bus/regional-quotas.ts';
import { DEFAULT_RETRY_POLICY } from '../../../../../local/aws/services/event-bus/target.ts';

const ENTRY = { EventBusName: 'game', Source: 'test', DetailType: 'x', Detail: '{}' };

/**
 * Creates a bus in a region with the smallest quotas, and records the times of its target's invocations, in
 * milliseconds.
 */
function regional(region = 'af-south-1') {
  const scheduler = new VirtualScheduler(0);
  const delivered: number[] = [];
  const quotas = regionalQuotas(region, scheduler);
  const observer = {
    published: () => undefined,
    unmatched: () => {},
    delivered: () => {},
    deadLettered: () => {},
    dropped: () => {},
  };
  const bus = new EventBus(
    { name: 'game', arn: 'arn:bus' },
    { account: '000000000000', region },
    scheduler,
    seededRandom(1),
    observer,
    { quota: quotas.invocations },
  );
  bus.addRule({
    name: 'rule',
    arn: 'arn:rule',
    eventPattern: '{}',
    enabled: true,
    matches: compilePattern({ source: ['test'] }),
    targets: [
      {
        id: 'target',
        arn: 'arn:target',
        ruleArn: 'arn:rule',
        permitted: () => true,
        deliver: () => delivered.push(scheduler.now()),
        retryPolicy: DEFAULT_RETRY_POLICY,
      },
    ],
  });
  const buses = new EventBuses(quotas);
  buses.add(bus);
  const put = (entries = 1) =>
    eventBusOperations(buses).PutEvents?.({ Entries: Array.from({ length: entries }, () => ENTRY) });
  return { scheduler, put, delivered };
}

describe('the quotas of a region (eventbridge/latest/userguide/eb-quota.html)', () => {
  it('PutEvents over the quota of requests fails for every entry, with 200 for the request', () => {
    const { scheduler, put } = regional();
    const quota = limitIn(REGIONAL_LIMITS.putEventsPerSecond, 'af-south-1');
    for (let request = 0; request < quota; request += 1) expect(put()).toMatchObject({ FailedEntryCount: 0 });
    const failure = { ErrorCode: 'ThrottlingException' };
    expect(put(2)).toMatchObject({ FailedEntryCount: 2, Entries: [failure, failure] });
    scheduler.advance(1_000);
    expect(put()).toMatchObject({ FailedEntryCount: 0 });
  });

  it('invocations over the quota run later, and none is lost', () => {
    const { scheduler, put, delivered } = regional();
    const quota = limitIn(REGIONAL_LIMITS.targetInvocationsPerSecond, 'af-south-1');
    for (let request = 0; request < 300; request += 1) put(10);
    scheduler.advance(10_000);
    expect(delivered).toHaveLength(3_000);
    expect(delivered.filter((at) => at === 0)).toHaveLength(quota);
    const last = delivered.at(-1) ?? 0;
    expect(last).toBeGreaterThanOrEqual(((3_000 - quota) / quota) * 1_000 - 5);
    expect(last).toBeLessThanOrEqual(((3_000 - quota) / quota) * 1_000 + 10);
  });

  it('a region with larger quotas delivers the same events at once', () => {
    const { scheduler, put, delivered } = regional('us-east-1');
    for (let request = 0; request < 300; request += 1) put(10);
    scheduler.advance(1);
    expect(delivered).toHaveLength(3_000);
  });
});
