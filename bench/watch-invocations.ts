import type { Scheduler } from '../core/scheduler/scheduler.ts';
import type { FunctionPool } from '../local/aws/services/function-pool/function-pool.ts';
import { Latencies } from '../tools/simulate/latencies.ts';
import { bodyOf, type IngestBody } from './drawn-functions.ts';

/** What invocations tell of the chain: from a request's arrival at the API to its events being handled, or to its answer. */
export class WatchedInvocations {
  readonly effects = new Latencies();
  readonly reads = new Latencies();
  /** When the last event was handled. */
  lastEffectAt = 0;
  readonly #arrivals = new Map<string, number>();
  readonly #scheduler: Scheduler;

  /** Watches every invocation of the pool, whatever its functions run. */
  constructor(functions: FunctionPool, scheduler: Scheduler) {
    this.#scheduler = scheduler;
    const invoke = functions.invoke.bind(functions);
    functions.invoke = (name, payload, done) => {
      if (name.includes('IngestFunction')) this.#arrived(JSON.parse(payload));
      invoke(name, payload, (outcome) => {
        if (!('throttled' in outcome) && outcome.functionError === undefined) {
          if (name.includes('QueryFunction')) this.#answered(JSON.parse(payload));
          else if (name.includes('Handler')) this.#handled(JSON.parse(payload), JSON.parse(outcome.payload));
        }
        done(outcome);
      });
    };
  }

  reset(): void {
    this.effects.reset();
    this.reads.reset();
  }

  #arrived({ requestContext, ...request }: Request & IngestBody): void {
    const { events } = JSON.parse(bodyOf(request)) as { readonly events: readonly { readonly id: string }[] };
    for (const { id } of events) this.#arrivals.set(id, requestContext.requestTimeEpoch);
  }

  #answered({ requestContext }: Request): void {
    this.reads.record(this.#scheduler.now() - requestContext.requestTimeEpoch, 1);
  }

  /** Records before the first one that the handler wants again. */
  #handled({ Records }: Batch, { batchItemFailures: [failed] }: BatchAnswer): void {
    const now = this.#scheduler.now();
    for (const { kinesis } of Records) {
      if (kinesis.sequenceNumber === failed?.itemIdentifier) return;
      const { detail } = JSON.parse(Buffer.from(kinesis.data, 'base64').toString());
      for (const { id } of detail.events) {
        const arrivedAt = this.#arrivals.get(id);
        if (arrivedAt === undefined) continue;
        this.#arrivals.delete(id);
        this.effects.record(now - arrivedAt, 1);
        this.lastEffectAt = now;
      }
    }
  }
}

interface Request {
  readonly requestContext: { readonly requestTimeEpoch: number };
}

interface Batch {
  readonly Records: readonly { readonly kinesis: { readonly sequenceNumber: string; readonly data: string } }[];
}

interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}
