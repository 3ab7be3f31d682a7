import { type HandlerTime, sampler } from '../../core/capacity/model/service-time-distribution.ts';
import { STOP_BEFORE_TIMEOUT_MS } from '../../core/handler-limits.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { batchAnswer, Checkpoint } from '../../lambdas/shared/batch/checkpoint.ts';
import { isGivenUp, isSuspect, isTakenBack } from '../../lambdas/shared/batch/suspect.ts';
import { Deadline } from '../../lambdas/shared/deadline.ts';
import {
  type Executor,
  functionFailure,
  type Invocation,
  type InvocationResult,
} from '../../local/aws/services/function-pool/invocation.ts';
import type { StreamRecord } from '../../local/aws/services/stream/record-log.ts';
import type { Disturbances } from './disturbances.ts';
import type { RecordTag } from './request.ts';
import type { ServiceTimes } from './service-times.ts';
import type { Tickets } from './tickets.ts';

/** The properties of a batch's record that the handler model uses. */
export type BatchRecord = Pick<StreamRecord, 'sequenceNumber' | 'arrivedAt' | 'tag'>;

export interface HandlerPorts {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly times: { readonly handler: HandlerTime; readonly coldStart: ServiceTimes['coldStart'] };
  readonly disturbances: Disturbances;
  /** The batches of invocations. */
  readonly tickets: Pick<Tickets<readonly BatchRecord[]>, 'take'>;
  /** Called when the handler quarantines the record with this tag. */
  readonly quarantined: (tag: unknown) => void;
  /** Called when the handler writes the count of a record's attempts, or resets it. */
  readonly counted: () => void;
  /** Called when the handler hands a batch back because the table throttles. @default nothing */
  readonly handedBack?: () => void;
}

const ALL_DONE: InvocationResult = { payload: JSON.stringify(batchAnswer(undefined)) };
const FAILED = functionFailure('Error', 'the scenario says that this handler fails');
const ENDED = functionFailure('Runtime.ExitError', 'the scenario says that a record ends the function');

function isPoison({ tag }: BatchRecord): boolean {
  return (tag as RecordTag).isPoison;
}

/** A running invocation. */
interface Run {
  readonly environment: number;
  /** The function was ended. */
  ended: boolean;
}

/** A type's handler with its work replaced by its time. Production's own batch rules decide its answers. */
export class HandlerModel implements Executor {
  readonly #type: string;
  readonly #ports: HandlerPorts;
  readonly #invocationMs: () => number;
  readonly #recordMs: () => number;
  readonly #coldMs: () => number;
  readonly #runs = new Map<number, Run>();
  /** By record: attempts begun since one last ended, as the table keeps them. */
  readonly #begun = new WeakMap<BatchRecord, number>();
  readonly #deadline = new Deadline();
  #remainingMs = 0;
  readonly #hasTime = () => this.#deadline.leaves(STOP_BEFORE_TIMEOUT_MS);

  constructor(type: string, ports: HandlerPorts) {
    this.#type = type;
    this.#ports = ports;
    this.#invocationMs = sampler(ports.times.handler.invocation, ports.random);
    this.#recordMs = sampler(ports.times.handler.record, ports.random);
    this.#coldMs = sampler(ports.times.coldStart, ports.random);
    this.#deadline.begin(() => this.#remainingMs);
  }

  run(environment: number, invocation: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const isCold = !this.#runs.has(environment);
    const run: Run = { environment, ended: false };
    this.#runs.set(environment, run);
    const records = this.#ports.tickets.take(invocation.payload);
    if (!isCold) {
      this.#work(records, invocation.deadline, run, done);
      return;
    }
    this.#ports.scheduler.schedule(this.#coldMs(), () => {
      ready();
      this.#work(records, invocation.deadline, run, done);
    });
  }

  discard(environment: number): void {
    const run = this.#runs.get(environment);
    if (run !== undefined) run.ended = true;
    this.#runs.delete(environment);
  }

  #work(records: readonly BatchRecord[], deadline: number, run: Run, done: (result: InvocationResult) => void): void {
    const { scheduler, disturbances } = this.#ports;
    if (run.ended) return;
    const now = scheduler.now();
    const fails = disturbances.fails(this.#type, now);
    const isThrottled = disturbances.throttles(now);
    const [suspect] = records;
    const poison = disturbances.poisons ? records.findIndex(isPoison) : -1;
    /** Records that the function begins: it gets no further than a poison one. */
    const begin = poison < 0 ? records.length : poison + 1;
    const isCounted =
      !fails && !isThrottled && suspect !== undefined && isSuspect(records.length, suspect.arrivedAt, now);
    const begun = isCounted ? this.#count(suspect) : 0;
    const isEnough = isCounted && isGivenUp(begun);
    const { milliseconds, failedAt } = isEnough
      ? this.#giveUp()
      : isThrottled
        ? { milliseconds: this.#invocationMs(), failedAt: 0 }
        : this.#handle(begin, now, deadline);
    scheduler.schedule(milliseconds, () => {
      if (run.ended) return;
      if (poison >= 0 && failedAt === begin && !isEnough && !fails) {
        // Its next invocation starts a new process.
        this.discard(run.environment);
        done(ENDED);
        return;
      }
      if (isEnough) this.#ports.quarantined(suspect.tag);
      else if (isCounted && isTakenBack(begun, failedAt === records.length)) {
        this.#begun.delete(suspect);
        this.#ports.counted();
      }
      if (fails) done(FAILED);
      else if (failedAt === records.length) done(ALL_DONE);
      else {
        if (isThrottled) this.#ports.handedBack?.();
        done({ payload: JSON.stringify(batchAnswer(records[failedAt]?.sequenceNumber)) });
      }
    });
  }

  /** Simulates a batch record by record. */
  #handle(
    records: number,
    now: number,
    deadline: number,
  ): { readonly milliseconds: number; readonly failedAt: number } {
    const factor = this.#ports.disturbances.factor('handlers', now);
    const checkpoint = new Checkpoint(records);
    let milliseconds = this.#invocationMs();
    for (let record = 0; record < records; record += 1) {
      this.#remainingMs = deadline - now - milliseconds * factor;
      const notBegun = checkpoint.notBegun(record, this.#hasTime);
      if (notBegun === undefined) milliseconds += this.#recordMs();
      else checkpoint.failFrom(record, notBegun);
    }
    return { milliseconds: milliseconds * factor, failedAt: checkpoint.at };
  }

  /** Quarantines a record unread after its last attempt. */
  #giveUp(): { readonly milliseconds: number; readonly failedAt: number } {
    return { milliseconds: this.#invocationMs(), failedAt: 1 };
  }

  #count(record: BatchRecord): number {
    const begun = (this.#begun.get(record) ?? 0) + 1;
    this.#begun.set(record, begun);
    this.#ports.counted();
    return begun;
  }
}
