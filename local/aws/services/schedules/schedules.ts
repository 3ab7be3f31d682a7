import type { Cancel, Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { FunctionPool } from '../function-pool/function-pool.ts';

/** A schedule of EventBridge Scheduler that invokes a function again and again. */
export interface ScheduleSettings {
  readonly name: string;
  readonly everyMs: number;
  readonly functionName: string;
  /** What each invocation gets. */
  readonly input: string;
  readonly enabled: boolean;
  /** Whether its role may invoke the function. */
  readonly permitted: () => boolean;
}

/**
 * Schedules of EventBridge Scheduler. An invocation that fails is not repeated: the next one comes, and retries of Lambda's
 * own queue have no local model for a schedule.
 */
export class Schedules {
  readonly #scheduler: Scheduler;
  readonly #functions: FunctionPool;
  readonly #cancels = new Map<string, Cancel>();

  constructor(scheduler: Scheduler, functions: FunctionPool) {
    this.#scheduler = scheduler;
    this.#functions = functions;
  }

  /** The first invocation comes after one interval. */
  add(settings: ScheduleSettings): void {
    if (!settings.enabled) return;
    const run = (): void => {
      this.#cancels.set(settings.name, this.#scheduler.schedule(settings.everyMs, run));
      if (this.#functions.has(settings.functionName) && settings.permitted()) {
        this.#functions.invoke(settings.functionName, settings.input, () => {});
      }
    };
    this.#cancels.set(settings.name, this.#scheduler.schedule(settings.everyMs, run));
  }

  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
