import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { EventBus } from '../../../../local/aws/services/event-bus/event-bus.ts';
import { FunctionPool } from '../../../../local/aws/services/function-pool/function-pool.ts';
import type { InvocationOutcome } from '../../../../local/aws/services/function-pool/invocation.ts';
import { integrate } from '../../../../local/aws/services/gateway/integration.ts';
import { passes } from '../../../../local/aws/services/gateway/throttle.ts';
import { MemoryBudget } from '../../../../local/aws/services/memory/memory-budget.ts';
import { Stream } from '../../../../local/aws/services/stream/stream.ts';
import { TokenBucket } from '../../../../local/aws/services/token-bucket.ts';
import { mapped } from '../../../helpers/mapped-function.ts';

const FUNCTION = { name: 'f', arn: '', runtime: '', handler: '', roleArn: '', memoryMb: 128, timeoutSeconds: 10 };

describe('parts that the simulator replaces', () => {
  it('a bus delivers after a latency, the events of one turn together', () => {
    const scheduler = new VirtualScheduler(0);
    const seen: [unknown, number][] = [];
    const observer = {
      published: () => 'tag',
      unmatched: () => {},
      delivered: () => {},
      deadLettered: () => {},
      dropped: () => {},
    };
    const seams = {
      publish: (_: unknown, tag: unknown) => ({ id: 'id', envelope: {}, text: '', publishedAt: scheduler.now(), tag }),
      latencyMs: () => 80,
    };
    const bus = new EventBus(
      { name: 'b', arn: 'b' },
      { account: '', region: '' },
      scheduler,
      seededRandom(1),
      observer,
      {},
      seams,
    );
    const target = {
      id: 't',
      arn: 't',
      ruleArn: 'r',
      permitted: () => true,
      deliver: ({ tag }: { readonly tag: unknown }) => seen.push([tag, scheduler.now()]),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeSeconds: 60 },
    };
    bus.addRule({ name: 'r', arn: 'r', eventPattern: '', matches: () => true, enabled: true, targets: [target] });
    const entry = {
      source: 's',
      detailType: 'd',
      detailText: '{}',
      detail: {},
      resources: [],
      eventBusName: 'b',
      time: undefined,
    };
    bus.put(entry);
    bus.put(entry);
    scheduler.advance(79);
    expect(seen).toEqual([]);
    scheduler.advance(1);
    expect(seen).toEqual([
      ['tag', 80],
      ['tag', 80],
    ]);
  });

  it('a function starts as many environments at once as its limit allows, as on AWS', () => {
    const started = (startsAtOnce?: number): number => {
      const scheduler = new VirtualScheduler(0);
      const pool = new FunctionPool(scheduler, seededRandom(1), { requestId: () => '' });
      let running = 0;
      const executor = {
        run: () => {
          running += 1;
        },
        discard: () => {},
      };
      pool.add({ ...FUNCTION, maxEnvironments: 100, ...(startsAtOnce !== undefined && { startsAtOnce }) }, executor);
      for (let index = 0; index < 10; index += 1) pool.invoke('f', '', () => {});
      return running;
    };
    expect(started()).toBe(2);
    expect(started(Number.POSITIVE_INFINITY)).toBe(10);
  });

  it('a shard deletes records that were read', () => {
    const kept = (memory?: MemoryBudget): number => {
      const scheduler = new VirtualScheduler(0);
      const settings = { name: 's', arn: 's', shardCount: 1, retentionHours: 24, mode: 'PROVISIONED' } as const;
      const stream = new Stream(settings, scheduler, { memory });
      const [shard] = stream.openShards;
      shard?.addConsumer(
        () => shard.nextIndex,
        () => {},
      );
      for (let index = 0; index < 100; index += 1) stream.put(`key-${index}`, '', 1_000);
      shard?.consumed();
      return shard?.bytes ?? 0;
    };
    expect(kept()).toBe(100_000);
    expect(kept(new MemoryBudget(0))).toBe(0);
  });

  it('a request that one bucket refuses uses no token of the others', () => {
    const [full, empty] = [new TokenBucket(1, 0, 0), new TokenBucket(0, 0, 0)];
    expect(passes([full, empty], 0)).toBe(false);
    expect(passes([full], 0)).toBe(true);
    expect(passes([full], 0)).toBe(false);
  });

  it('an integration is answered once, at its end or its time limit', () => {
    const scheduler = new VirtualScheduler(0);
    const outcomes: unknown[] = [];
    const ends: ((outcome: InvocationOutcome) => void)[] = [];
    const run = () =>
      integrate(
        scheduler,
        100,
        (_name, _payload, done) => ends.push(done),
        'f',
        '',
        (outcome) => outcomes.push(outcome),
      );
    run();
    scheduler.advance(100);
    ends[0]?.({ payload: '{}' });
    run();
    ends[1]?.({ throttled: true, reason: 'ConcurrentInvocationLimitExceeded' });
    run();
    ends[2]?.({ payload: '{"late":false}' });
    scheduler.advance(1_000);
    expect(outcomes).toEqual(['INTEGRATION_TIMEOUT', 'API_CONFIGURATION_ERROR', { payload: '{"late":false}' }]);
  });
});

describe('a mapping with small batches', () => {
  it('reads more than two batches at once, so that five reads a second do not limit the function', () => {
    const { scheduler, put, processed } = mapped({ batchSize: 1 }, () => null, 'aws', 1);
    for (let index = 0; index < 400; index += 1) put('key', String(index));
    // One read after a second; a batch of one takes a millisecond.
    scheduler.advance(1_500);
    expect(processed).toHaveLength(400);
  });
});
