import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import { detailTypesOf } from '../template/detail-types.ts';
import type { Assembly } from '../template/load.ts';
import type { LocalCloud } from '../template/local-cloud.ts';
import type { Difference } from '../template/update/difference.ts';
import type { LiveStack } from '../template/update/live-stack.ts';

/** The result of an update. */
export interface UpdateReport {
  readonly differences: readonly Difference[];
  /** Reasons why the update was not applied; empty if it was. */
  readonly refusals: readonly string[];
}

export interface StackUpdatesPorts {
  readonly assembly: Assembly;
  readonly live: LiveStack;
  readonly cloud: LocalCloud;
  readonly scheduler: Scheduler;
  /** Creates an empty cloud to try a template in, and a function that closes it. */
  readonly trial: (assembly: Assembly) => { readonly cloud: LocalCloud; readonly close: () => Promise<void> };
  /** Called after an update is applied. */
  readonly applied: (assembly: Assembly) => void;
  /** Returns whether no event of these types is in flight. */
  readonly isSettled: (types: readonly string[]) => boolean;
  /** Called with resources that left the template and stay until the run ends, because they hold data. */
  readonly onKept: (logicalIds: readonly string[]) => void;
}

/** How often `StackUpdates` checks whether resources that left the template can be deleted. */
const SWEEP_INTERVAL_MS = 100;

/** Applies templates to the running cloud, one at a time, each as a whole or not at all. */
export class StackUpdates {
  readonly #ports: StackUpdatesPorts;
  #assembly: Assembly;
  #last: Promise<unknown> = Promise.resolve();
  #leavingTypes = new Set<string>();
  #sweeping = false;

  constructor(ports: StackUpdatesPorts) {
    this.#ports = ports;
    this.#assembly = ports.assembly;
  }

  /**
   * Applies a changed assembly, or nothing if it throws.
   * @param change of the running assembly
   * @throws InputError, or the error that a function's new code throws while it loads
   */
  update(change: (current: Assembly) => Assembly): Promise<UpdateReport> {
    const updated = this.#last.then(() => this.#update(change(this.#assembly)));
    this.#last = updated.catch(() => undefined);
    return updated;
  }

  async #update(assembly: Assembly): Promise<UpdateReport> {
    const { live, cloud: running, trial: newTrial, applied } = this.#ports;
    const cloud: LocalCloud = { ...running, assets: assembly.assets };
    const trial = newTrial(assembly);
    const change = live.plan(assembly.template, cloud, trial.cloud);
    await trial.close();
    const { differences, refusals } = change;
    if (refusals.length > 0) return { differences, refusals };
    const executors = await live.prepare(change, cloud);
    const before = detailTypesOf(this.#assembly.template);
    live.commit(change, executors, cloud);
    this.#assembly = assembly;
    const after = new Set(detailTypesOf(assembly.template));
    for (const type of after) this.#leavingTypes.delete(type);
    for (const type of before) if (!after.has(type)) this.#leavingTypes.add(type);
    applied(assembly);
    this.#sweep();
    return { differences, refusals };
  }

  /** Keeps what events in flight may still need until none is in flight. */
  #sweep(): void {
    const { live, cloud, scheduler, isSettled, onKept } = this.#ports;
    if (this.#sweeping || !live.isLeaving) return;
    if (isSettled([...this.#leavingTypes])) {
      const kept = live.sweep(cloud);
      if (kept.length > 0) onKept(kept);
      if (!live.isLeaving) {
        this.#leavingTypes.clear();
        return;
      }
    }
    this.#sweeping = true;
    scheduler.schedule(SWEEP_INTERVAL_MS, () => {
      this.#sweeping = false;
      this.#sweep();
    });
  }
}
