import type { CompiledEvent, StampedEvent } from '../../../catalog/definition.ts';
import { timestampMs } from '../../../catalog/timestamp.ts';
import { errorClassOf } from '../../../core/monitoring/error-classes.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { traceSample } from '../../../core/trace-sample.ts';
import { EventHops } from '../event-hops.ts';
import type { WaitingChange } from '../game/change-player.ts';
import type { LogPort, MetricsPort } from '../ports.ts';
import type { EventResult } from './event-result.ts';

interface TallyPorts {
  readonly clock: Clock;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
}

interface BatchSummary {
  readonly requestId: string;
  readonly records: number;
  /** Records before the checkpoint. */
  readonly acknowledged: number;
  /** Why Kinesis must deliver the rest again; `undefined` if all were acknowledged. */
  readonly failure: string | undefined;
}

/**
 * Counts the events of records before the checkpoint, and notes what became of each. The other records are counted when they
 * are delivered again.
 */
export class BatchTally {
  readonly #type: string;
  readonly #noEffects: Record<string, number> = {};
  /** An event is late after it. */
  readonly #objectiveMs: number;
  /** By record: all events of one came in one request, so one `receivedAt` stands for all. */
  readonly #received: { readonly at: string; events: number }[] = [];
  #lastRecord = -1;
  #processed = 0;
  #duplicates = 0;
  #pending = 0;
  #quarantined = 0;
  readonly #hops = new EventHops();
  readonly #traceSample: number;
  readonly #began = new Map<string, number>();
  readonly #settled = new Map<string, number>();

  constructor({ type, priority, latencyObjective }: Pick<CompiledEvent, 'type' | 'priority' | 'latencyObjective'>) {
    this.#type = type;
    this.#objectiveMs = latencyObjective.milliseconds;
    this.#traceSample = traceSample(priority);
  }

  count(result: EventResult, event: StampedEvent, recordIndex: number, entryId?: string): void {
    if (result.kind === 'permanent' || result.kind === 'refused' || result.kind === 'retry') return;
    this.#processed += 1;
    this.note(event.id, entryId, result.kind, codeOf(result));
    if (result.kind === 'duplicate') this.#duplicates += 1;
    else if (result.kind === 'pending') this.#pending += 1;
    else if (result.kind === 'no_effect') {
      this.#noEffects[result.reason] = (this.#noEffects[result.reason] ?? 0) + 1;
    }
    if (recordIndex !== this.#lastRecord) this.#received.push({ at: event.receivedAt, events: 0 });
    const record = this.#received.at(-1);
    if (record !== undefined) record.events += 1;
    this.#lastRecord = recordIndex;
  }

  quarantined(count: number): void {
    this.#quarantined += count;
  }

  /** Notes an event for the log. */
  note(id: string, entryId: string | undefined, outcome: string, code?: string): void {
    this.#hops.add(id, this.#traceSample, { entryId, outcome, code });
  }

  waiting({ began, settled }: WaitingChange): void {
    for (const type of began) this.#began.set(type, (this.#began.get(type) ?? 0) + 1);
    for (const type of settled) this.#settled.set(type, (this.#settled.get(type) ?? 0) + 1);
  }

  report({ clock, log, metrics }: TallyPorts, { requestId, records, acknowledged, failure }: BatchSummary): void {
    const now = clock.now();
    const latencies = this.#received.map(({ at }) => Math.max(0, now - timestampMs(at)));
    metrics.record({
      type: this.#type,
      counts: {
        Processed: this.#processed,
        Late: this.#late(latencies),
        Duplicates: this.#duplicates,
        Quarantined: this.#quarantined,
        ...this.#waitingOf(this.#type),
      },
      endToEndLatencyMs: latencies,
    });
    if (failure !== undefined) {
      metrics.record({ type: this.#type, code: errorClassOf(failure), counts: { HandedBack: 1 } });
    }
    // A join settles pending solves, which are counted under their own type.
    for (const type of new Set([...this.#began.keys(), ...this.#settled.keys()])) {
      if (type !== this.#type) metrics.record({ type, counts: this.#waitingOf(type) });
    }
    const counts = {
      records,
      acknowledged,
      processed: this.#processed,
      duplicates: this.#duplicates,
      pending: this.#pending,
      quarantined: this.#quarantined,
      settled: [...this.#settled.values()].reduce((sum, count) => sum + count, 0),
      ...this.#noEffects,
    };
    const [events, ...more] = this.#hops.lines();
    const fields = { requestId, type: this.#type, counts, ...(events !== undefined && { events }) };
    if (failure === undefined) log.info('batch processed', fields);
    else log.warn('batch stopped', { ...fields, errorName: failure });
    for (const each of more) log.info('batch continued', { requestId, type: this.#type, events: each });
  }

  /** Events of records that took longer than the objective. @param latencies by record, in milliseconds */
  #late(latencies: readonly number[]): number {
    return this.#received.reduce(
      (sum, { events }, index) => sum + ((latencies[index] ?? 0) > this.#objectiveMs ? events : 0),
      0,
    );
  }

  #waitingOf(type: string): { readonly Pending: number; readonly Settled: number } {
    return { Pending: this.#began.get(type) ?? 0, Settled: this.#settled.get(type) ?? 0 };
  }
}

/** Why an event has no effect, or has none yet. */
function codeOf(result: EventResult): string | undefined {
  if (result.kind === 'pending') return result.waitsFor;
  return result.kind === 'no_effect' ? result.reason : undefined;
}
