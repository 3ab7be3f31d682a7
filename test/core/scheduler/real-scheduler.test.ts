import { describe, expect, it } from 'vitest';
import { RealScheduler } from '../../../core/scheduler/real-scheduler.ts';
import { sleep } from '../../../core/scheduler/scheduler.ts';

describe('the real scheduler', () => {
  it('runs callbacks of the same instant in the order in which they were scheduled', async () => {
    const scheduler = new RealScheduler();
    const seen: number[] = [];
    for (const index of [0, 1, 2]) scheduler.schedule(0, () => seen.push(index));
    expect(seen).toEqual([]);
    await sleep(scheduler, 0);
    expect(seen).toEqual([0, 1, 2]);
  });

  it('does not run a cancelled callback', async () => {
    const scheduler = new RealScheduler();
    scheduler.schedule(0, () => expect.unreachable())();
    scheduler.schedule(1, () => expect.unreachable())();
    await sleep(scheduler, 5);
  });

  it('waits at least as long as requested, by its own clock', async () => {
    const scheduler = new RealScheduler();
    const before = scheduler.now();
    await sleep(scheduler, 10);
    // Timers and Date round differently, by up to a millisecond.
    expect(scheduler.now() - before).toBeGreaterThanOrEqual(9);
  });
});
