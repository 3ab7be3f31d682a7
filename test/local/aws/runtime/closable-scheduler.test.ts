import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { ClosableScheduler } from '../../../../local/aws/runtime/closable-scheduler.ts';

describe('a closable scheduler', () => {
  it('runs and cancels tasks, and after its end runs none', () => {
    const inner = new VirtualScheduler();
    const scheduler = new ClosableScheduler(inner);
    const ran: string[] = [];
    scheduler.schedule(1, () => ran.push('first'));
    const cancel = scheduler.schedule(1, () => ran.push('cancelled'));
    cancel();
    inner.advance(1);
    scheduler.schedule(1, () => ran.push('pending'));
    scheduler.close();
    scheduler.schedule(1, () => ran.push('late'));
    inner.advance(10);
    expect(ran).toEqual(['first']);
  });
});
