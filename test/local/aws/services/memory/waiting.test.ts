import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { Delivery } from '../../../../../local/aws/services/event-bus/delivery.ts';
import { InvocationQuota } from '../../../../../local/aws/services/event-bus/invocation-quota.ts';
import type { Target } from '../../../../../local/aws/services/event-bus/target.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';
import { Queues } from '../../../../../local/aws/services/queue/queues.ts';
import { ServiceError } from '../../../../../local/aws/services/service-error.ts';
import { DAY_MS, event, MIB, START } from './held-bytes.ts';

describe('queues', () => {
  const settings = {
    name: 'q',
    arn: 'arn:aws:sqs:us-east-1:000000000000:q',
    url: 'http://127.0.0.1/000000000000/q',
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 1_209_600,
    delaySeconds: 0,
  };

  it('never drop a message, and release its memory when it is deleted, expired or purged', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const queue = new Queues(scheduler, seededRandom(1), memory).create(settings);
    const waiting = (): number | undefined => memory.figures().waitingBytes['queue messages'];
    for (let index = 0; index < 1_000; index += 1)
      queue.send('x'.repeat(1_000), { A: { DataType: 'String', StringValue: 'b' } });
    expect([queue.counts().visible, memory.isFull]).toEqual([1_000, true]);
    for (let left = 1_000; left > 0; left -= 10)
      for (const { receiptHandle = '' } of queue.receive(10)) queue.delete(receiptHandle);
    expect([waiting(), memory.isFull]).toEqual([0, false]);
    queue.send('one');
    scheduler.advance(14 * DAY_MS + 1);
    queue.send('other');
    expect(waiting()).toBe(505);
    queue.purge();
    expect(waiting()).toBe(0);
  });

  it('hold 100,000 dead letters of 3 KB in the default budget', () => {
    const memory = new MemoryBudget(512 * MIB);
    const queue = new Queues(new VirtualScheduler(START), seededRandom(1), memory).create(settings);
    const attributes = Object.fromEntries(
      ['RULE_ARN', 'TARGET_ARN', 'ERROR_CODE', 'ERROR_MESSAGE', 'RETRY_ATTEMPTS', 'EXHAUSTED_RETRY_CONDITION'].map(
        (name) => [name, { DataType: 'String', StringValue: 'x'.repeat(100) }],
      ),
    );
    const body = 'x'.repeat(3_000);
    for (let index = 0; index < 100_000; index += 1) queue.send(body, attributes);
    expect(memory.isFull).toBe(false);
  });
});

describe('invocations', () => {
  it('count from their start until their end, also while they wait for an environment', () => {
    const memory = new MemoryBudget(MIB);
    const functions = new FunctionPool(new VirtualScheduler(START), seededRandom(1), { memory });
    const ends: (() => void)[] = [];
    const settings = { name: 'f', arn: 'f', timeoutSeconds: 3, memoryMb: 128, runtime: '', handler: '', roleArn: '' };
    functions.add(
      { ...settings, maxEnvironments: 1 },
      {
        run: (_environment, { payload }, ready, done) => {
          ready();
          ends.push(() => done({ payload }));
        },
        discard: () => {},
      },
    );
    for (let index = 0; index < 3; index += 1) functions.invoke('f', 'x'.repeat(100), () => {});
    expect(memory.figures().waitingBytes).toEqual({ invocations: 300 });
    for (let index = 0; index < 3; index += 1) ends[index]?.();
    expect(memory.figures().waitingBytes).toEqual({ invocations: 0 });
  });
});

describe('events that a rule delivers later', () => {
  const target = (deliver: () => void): Target => ({
    id: 't',
    arn: 'arn:t',
    ruleArn: 'arn:r',
    permitted: () => true,
    deliver,
    retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeSeconds: 3_600 },
  });
  const observer = { delivered: () => {}, deadLettered: () => {}, dropped: () => {} };

  it('count only while they wait for a retry', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const delivery = new Delivery(scheduler, seededRandom(1), observer, { memory });
    let isDown = true;
    const failing = target(() => {
      if (isDown) throw new ServiceError('ThrottlingException', 'too much');
    });
    delivery.deliver(event('e', START), failing);
    expect(memory.figures().waitingBytes).toEqual({ 'events to deliver': 4_000 });
    isDown = false;
    scheduler.advance(2_000);
    expect(memory.figures().waitingBytes).toEqual({ 'events to deliver': 0 });
  });

  it('count while the region’s quota delays them', () => {
    const scheduler = new VirtualScheduler(START);
    const memory = new MemoryBudget(MIB);
    const quota = new InvocationQuota(1, scheduler);
    const delivery = new Delivery(scheduler, seededRandom(1), observer, { quota, memory });
    const received: number[] = [];
    for (let index = 0; index < 3; index += 1)
      delivery.deliver(
        event(`e${index}`, START),
        target(() => received.push(index)),
      );
    expect([received, memory.figures().waitingBytes]).toEqual([[0], { 'events to deliver': 8_000 }]);
    scheduler.advance(2_000);
    expect([received, memory.figures().waitingBytes]).toEqual([[0, 1, 2], { 'events to deliver': 0 }]);
  });
});
