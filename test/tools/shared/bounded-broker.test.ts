import { describe, expect, it } from 'vitest';
import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { BoundedBroker } from '../../../tools/shared/bounded-broker.ts';

const options = { capacity: 4, handlers: 2, serviceMs: () => 10 };

/** Timers that are late, as in a busy process. */
class LateScheduler implements Scheduler {
  readonly inner = new VirtualScheduler(0);
  now(): number {
    return this.inner.now();
  }
  schedule(delayMs: number, callback: () => void): Cancel {
    return this.inner.schedule(Math.max(0, delayMs) + 7, callback);
  }
}

describe('the bounded broker', () => {
  it('accepts as many messages as its handlers and its queue hold, and all or none of those offered together', () => {
    const broker = new BoundedBroker<number>(options, new VirtualScheduler(0), () => {});
    expect(broker.offer([1, 2, 3, 4])).toBe(true);
    expect([broker.running, broker.waiting, broker.room]).toEqual([2, 2, 2]);
    expect(broker.offer([5, 6, 7])).toBe(false);
    expect(broker.offer([5, 6])).toBe(true);
    expect(broker.offer([7])).toBe(false);
    expect(broker.refused).toBe(4);
  });

  it('handles in the order of arrival, and reports how long each took since it was accepted', () => {
    const scheduler = new VirtualScheduler(0);
    const seen: [number, number][] = [];
    const broker = new BoundedBroker<number>(options, scheduler, (message, sinceTakenMs) =>
      seen.push([message, sinceTakenMs]),
    );
    broker.offer([1, 2, 3, 4, 5]);
    scheduler.advance(15);
    expect(broker.oldestWaitMs).toBe(15);
    scheduler.advance(100);
    expect(seen).toEqual([
      [1, 10],
      [2, 10],
      [3, 20],
      [4, 20],
      [5, 30],
    ]);
    expect([broker.running, broker.waiting, broker.oldestWaitMs]).toEqual([0, 0, 0]);
  });

  it('keeps its rate if timers are late', () => {
    const scheduler = new LateScheduler();
    let handled = 0;
    const broker = new BoundedBroker<number>({ capacity: 1_000, handlers: 2, serviceMs: () => 10 }, scheduler, () => {
      handled += 1;
    });
    broker.offer(Array.from({ length: 1_000 }, (_, index) => index));
    scheduler.inner.advance(1_000);
    // Two handlers of 10 ms: 200 a second, though each timer is 7 ms late.
    expect(handled).toBeGreaterThanOrEqual(196);
    expect(handled).toBeLessThanOrEqual(200);
  });
});
