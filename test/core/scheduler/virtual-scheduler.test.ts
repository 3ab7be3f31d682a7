import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sleep } from '../../../core/scheduler/scheduler.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';

describe('the virtual scheduler', () => {
  it('runs callbacks at their exact times, in order of time, then of scheduling', () => {
    const scheduler = new VirtualScheduler(1_000);
    const seen: string[] = [];
    for (const [name, delay] of [
      ['b', 20],
      ['a', 10],
      ['c', 20],
      ['past', -5],
    ] as const) {
      scheduler.schedule(delay, () => seen.push(`${name}@${scheduler.now()}`));
    }
    while (scheduler.step());
    expect(seen).toEqual(['past@1000', 'a@1010', 'b@1020', 'c@1020']);
  });

  it('never runs a callback before schedule returns', () => {
    const scheduler = new VirtualScheduler();
    let ran = false;
    scheduler.schedule(0, () => {
      ran = true;
    });
    expect(ran).toBe(false);
  });

  it('does not run a cancelled callback, nor move the time to it', () => {
    const scheduler = new VirtualScheduler();
    const cancel = scheduler.schedule(10, () => expect.unreachable());
    cancel();
    expect(scheduler.step()).toBe(false);
    expect(scheduler.now()).toBe(0);
  });

  it('leaves the clock at the end of the span it advanced by', () => {
    const scheduler = new VirtualScheduler();
    const seen: number[] = [];
    const tick = (): void => {
      seen.push(scheduler.now());
      scheduler.schedule(10, tick);
    };
    scheduler.schedule(10, tick);
    scheduler.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    expect(scheduler.now()).toBe(35);
  });

  it('lets awaiting code continue before the next callback', async () => {
    const scheduler = new VirtualScheduler();
    const seen: number[] = [];
    const run = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn += 1) {
        await sleep(scheduler, 5);
        seen.push(scheduler.now());
      }
    };
    const running = run();
    await scheduler.advanceAsync(100);
    await running;
    expect(seen).toEqual([5, 10, 15]);
  });

  it('runs any set of delays in the order of a stable sort', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 60 }), (delays) => {
        const scheduler = new VirtualScheduler();
        const seen: number[] = [];
        delays.forEach((delay, index) => {
          scheduler.schedule(delay, () => seen.push(index));
        });
        while (scheduler.step());
        const expected = delays.map((_, index) => index).sort((a, b) => (delays[a] ?? 0) - (delays[b] ?? 0));
        expect(seen).toEqual(expected);
      }),
    );
  });

  it('removes cancelled callbacks from memory, and still runs the rest in order', () => {
    const scheduler = new VirtualScheduler(0);
    const seen: number[] = [];
    for (let index = 0; index < 10_000; index += 1) {
      const cancel = scheduler.schedule(10_000 - index, () => seen.push(index));
      if (index % 100 !== 0) cancel();
      // A second cancel, or a cancel after the callback has run, does nothing.
      cancel();
      if (index % 100 === 0) scheduler.schedule(10_000 - index, () => seen.push(index));
    }
    scheduler.advance(20_000);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => 9_900 - 100 * index));
  });
});
