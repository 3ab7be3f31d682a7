import { type HandlerTime, sampler } from '../../core/capacity/service-time-distribution.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { BatchWriter } from '../../local/services/event-source-mapping/kinesis-event.ts';
import {
  type Executor,
  functionFailure,
  type Invocation,
  type InvocationResult,
} from '../../local/services/function-pool/invocation.ts';
import type { Disturbances } from './disturbances.ts';
import type { ServiceTimes } from './service-times.ts';

const OK: InvocationResult = { payload: '' };
const FAILED = functionFailure('Error', 'the scenario says that this handler fails');

/** The payload of a batch is the number of its records: all that its time depends on. */
export const COUNTING_WRITER: BatchWriter = { write: (records) => String(records.length) };

/** A type's handler as the time that its batches take. */
export class HandlerModel implements Executor {
  readonly #type: string;
  readonly #scheduler: Scheduler;
  readonly #disturbances: Disturbances;
  readonly #invocationMs: () => number;
  readonly #recordMs: () => number;
  readonly #coldMs: () => number;
  readonly #known = new Set<number>();

  constructor(
    type: string,
    time: HandlerTime,
    coldStart: ServiceTimes['coldStart'],
    scheduler: Scheduler,
    random: Random,
    disturbances: Disturbances,
  ) {
    this.#type = type;
    this.#scheduler = scheduler;
    this.#disturbances = disturbances;
    this.#invocationMs = sampler(time.invocation, random);
    this.#recordMs = sampler(time.record, random);
    this.#coldMs = sampler(coldStart, random);
  }

  run(environment: number, { payload }: Invocation, ready: () => void, done: (result: InvocationResult) => void): void {
    const records = Number(payload);
    if (this.#known.has(environment)) {
      this.#work(records, done);
      return;
    }
    this.#known.add(environment);
    this.#scheduler.schedule(this.#coldMs(), () => {
      ready();
      this.#work(records, done);
    });
  }

  discard(environment: number): void {
    this.#known.delete(environment);
  }

  #work(records: number, done: (result: InvocationResult) => void): void {
    const now = this.#scheduler.now();
    let milliseconds = this.#invocationMs();
    for (let record = 0; record < records; record += 1) milliseconds += this.#recordMs();
    milliseconds *= this.#disturbances.factor('handlers', now);
    const result = this.#disturbances.fails(this.#type, now) ? FAILED : OK;
    this.#scheduler.schedule(milliseconds, () => done(result));
  }
}
