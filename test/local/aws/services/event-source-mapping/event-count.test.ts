import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { EventSourceMapping } from '../../../../../local/aws/services/event-source-mapping/event-source-mapping.ts';
import { mappingMeter } from '../../../../../local/aws/services/event-source-mapping/meters.ts';
import type { MappingSettings, Poll } from '../../../../../local/aws/services/event-source-mapping/settings.ts';
import type { InvocationOutcome } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';
import { Stream } from '../../../../../local/aws/services/stream/stream.ts';
import { FAILED, SETTINGS } from '../../../../helpers/mapped-function.ts';

const START = Date.UTC(2026, 10, 27);
const DONE: InvocationOutcome = { payload: 'null' };

/** A mapping whose function gives these outcomes in turn, the last one from then on. */
function counted(outcomes: readonly (InvocationOutcome | 'second')[] = [DONE], poll: Poll = 'aws') {
  const scheduler = new VirtualScheduler(START);
  const metrics = new MetricStore(scheduler);
  const stream = new Stream(
    { name: 'events', arn: SETTINGS.streamArn, shardCount: 1, retentionHours: 24, mode: 'PROVISIONED' },
    scheduler,
  );
  let next = 0;
  const settings: MappingSettings = { ...SETTINGS, countsEvents: true };
  const mapping = new EventSourceMapping(settings, poll, stream, {
    scheduler,
    random: seededRandom(1),
    invoke: (_name, payload, done) => {
      const outcome = outcomes[Math.min(next, outcomes.length - 1)] ?? DONE;
      next += 1;
      const { Records } = JSON.parse(payload) as { Records: { kinesis: { sequenceNumber: string } }[] };
      const itemIdentifier = Records[1]?.kinesis.sequenceNumber;
      const failures = { payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier }] }) };
      scheduler.schedule(10, () => done(outcome === 'second' ? failures : outcome));
    },
    observer: { processed: () => {}, discarded: () => {} },
    meter: mappingMeter(metrics, 'uuid', 'handle', () => mapping.settings.countsEvents === true),
  });
  mapping.start();
  const last = (name: string) => {
    const end = Math.floor(scheduler.now() / 60_000) * 60_000 + 60_000;
    return metrics.find('AWS/Lambda', name, { EventSourceMappingUUID: 'uuid' })?.between(end - 60_000, end);
  };
  const put = (count: number): void => {
    for (let index = 0; index < count; index += 1) stream.put('key', 'eA==', 1);
  };
  return { scheduler, mapping, put, last };
}

describe('the metrics EventCount of a mapping (lambda/latest/dg/monitoring-metrics-types.html)', () => {
  it('count each poll, one that finds nothing as 0', () => {
    const { scheduler, last, put } = counted();
    scheduler.advance(30_000);
    expect(last('PolledEventCount')).toMatchObject({ sum: 0, count: 30 });
    put(3);
    scheduler.advance(29_000);
    expect(last('PolledEventCount')).toMatchObject({ sum: 3, count: 59 });
    expect(last('FilteredOutEventCount')).toMatchObject({ sum: 0, count: 1 });
  });

  it('stop while the mapping is disabled, and go on once it is enabled', () => {
    const { scheduler, last, mapping } = counted();
    scheduler.advance(60_000);
    mapping.disable();
    scheduler.advance(90_000);
    expect(last('PolledEventCount')).toBeUndefined();
    mapping.enable();
    scheduler.advance(5_000);
    expect(last('PolledEventCount')?.count).toBe(5);
  });

  it('count every try of a batch, and the tries that fail', () => {
    const { scheduler, last, put } = counted([FAILED, DONE]);
    put(3);
    scheduler.advance(10_000);
    expect(last('InvokedEventCount')?.sum).toBe(6);
    expect(last('FailedInvokeEventCount')?.sum).toBe(3);
  });

  it('count as failed what the function hands back with BatchItemFailures, and what follows it', () => {
    const { scheduler, last, put } = counted(['second', DONE]);
    put(3);
    scheduler.advance(10_000);
    expect(last('InvokedEventCount')?.sum).toBe(3 + 2);
    expect(last('FailedInvokeEventCount')?.sum).toBe(2);
  });

  it('count a throttled try as failed', () => {
    const throttled = { throttled: true, reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' } as const;
    const { scheduler, last, put } = counted([throttled, DONE]);
    put(3);
    scheduler.advance(10_000);
    expect(last('FailedInvokeEventCount')?.sum).toBe(3);
  });

  it('have no failed events while all succeed', () => {
    const { scheduler, last, put } = counted();
    put(3);
    scheduler.advance(10_000);
    expect(last('InvokedEventCount')?.sum).toBe(3);
    expect(last('FailedInvokeEventCount')).toBeUndefined();
  });

  it('follow a change of the settings', () => {
    const { scheduler, last, mapping } = counted();
    mapping.configure({ ...mapping.settings, countsEvents: false });
    scheduler.advance(30_000);
    expect(last('PolledEventCount')).toBeUndefined();
  });

  it('of a mapping that reads at once count an empty poll when sampled, unless it is disabled', () => {
    const { scheduler, last, mapping, put } = counted([DONE], 'immediate');
    put(2);
    scheduler.advance(30_000);
    expect(last('PolledEventCount')).toMatchObject({ sum: 2, count: 1 });
    mapping.countIdlePoll();
    expect(last('PolledEventCount')).toMatchObject({ sum: 2, count: 2 });
    mapping.disable();
    mapping.countIdlePoll();
    expect(last('PolledEventCount')?.count).toBe(2);
  });
});
