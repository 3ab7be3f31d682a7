import type { Random } from '../../../core/random.ts';
import { RealScheduler } from '../../../core/scheduler/real-scheduler.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';

/** The wall clock and the process's randomness. */
export function system(): { readonly clock: Scheduler; readonly random: Random } {
  return { clock: new RealScheduler(), random: { unit: () => Math.random() } };
}
