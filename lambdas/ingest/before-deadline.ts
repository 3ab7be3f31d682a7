import type { Scheduler } from '../../core/scheduler/scheduler.ts';

export const TIMED_OUT = Symbol('timed out');

/** The value of `promise`, or `TIMED_OUT` if the promise is not resolved by `deadline` (on `clock`). */
export async function beforeDeadline<Value>(
  promise: Promise<Value>,
  deadline: number,
  clock: Scheduler,
): Promise<Value | typeof TIMED_OUT> {
  let cancel = () => {};
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    cancel = clock.schedule(deadline - clock.now(), () => resolve(TIMED_OUT));
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    cancel();
  }
}
