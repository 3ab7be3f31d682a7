import type { KinesisStreamEvent } from 'aws-lambda';
import type { StreamRecord } from '../../local/aws/services/stream/record-log.ts';
import type { Tables } from '../../local/aws/services/table/tables.ts';
import { allItems, TABLE_NAME } from './game-table.ts';
import type { SentResult } from './model-chain.ts';
import type { Witness } from './model-services.ts';

interface Sent {
  readonly id: string;
  readonly type: string;
}

interface Known {
  /** Of the first event of this id. */
  readonly type: string;
  accepted: boolean;
  refusal: string | undefined;
  processed: number;
  /** How it ended last, and why, where it was never processed. */
  end: readonly [fate: string, reason: string] | undefined;
}

/** What the ledger must say of one type. */
export type ExpectedCounts = Readonly<Record<(typeof COMPARED)[number], number>>;

export const COMPARED = [
  'accepted',
  'rejected',
  'throttled',
  'shed',
  'processed',
  'pending',
  'duplicates',
  'quarantined',
  'deadLettered',
  'unrouted',
  'inFlight',
] as const;

/**
 * The ledger's counts, made another way: whole ids in maps, events read from the records' data, quarantine told apart by
 * the invocation whose handler ran last, what is pending read from all items of the table whenever it is asked.
 */
export class LedgerModel implements Witness {
  readonly #known = new Map<string, Known>();
  /** By record and event: whether its latest handling sent it to quarantine, and why. */
  readonly #quarantined = new Map<string, string>();
  /** What events ended as that were in a record, in the order of time. */
  readonly ends: { readonly id: string; readonly huntId: string; readonly fate: string }[] = [];

  answered(sent: readonly Sent[], results: readonly SentResult[]): void {
    for (const { index, outcome } of results) {
      const event = sent[index];
      if (event === undefined) throw new Error(`a result for event ${index}, which was not sent`);
      const known = this.#of(event);
      if (outcome === 'accepted') known.accepted = true;
      else known.refusal = outcome;
    }
  }

  handling({ Records: records }: KinesisStreamEvent): void {
    for (const { kinesis } of records) {
      const events = eventsOf(Buffer.from(kinesis.data, 'base64').toString());
      for (const event of events) this.#quarantined.delete(keyOf(kinesis, event));
    }
  }

  quarantined(body: string): void {
    const { reason, events, record } = JSON.parse(body);
    for (const event of events) this.#quarantined.set(keyOf(record, event), reason.code);
  }

  processed(records: readonly StreamRecord[]): void {
    for (const record of records) {
      for (const event of eventsOf(Buffer.from(record.data, 'base64').toString())) {
        const known = this.#of(event);
        const reason = this.#quarantined.get(keyOf(record, event));
        const fate = reason === undefined ? 'processed' : 'quarantined';
        this.ends.push({ id: event.id, huntId: event.data.huntId, fate });
        if (reason === undefined) known.processed += 1;
        else known.end = [fate, reason];
      }
    }
  }

  discarded(records: readonly StreamRecord[], condition: string): void {
    for (const { data } of records) this.deadLettered(Buffer.from(data, 'base64').toString(), condition);
  }

  deadLettered(text: string, errorCode: string): void {
    for (const event of eventsOf(text)) this.#of(event).end = ['deadLettered', errorCode];
  }

  /** By type. @param types those that are counted by name */
  counts(types: readonly string[], tables: Tables): Record<string, ExpectedCounts> {
    const pending = pendingIds(tables);
    const zero = (): Record<string, number> => Object.fromEntries(COMPARED.map((name) => [name, 0]));
    const counts = Object.fromEntries(types.map((type) => [type, zero()]));
    for (const [id, known] of this.#known) {
      const of = counts[known.type];
      if (of === undefined) throw new Error(`nobody asked for ${known.type}`);
      const add = (name: string): void => {
        of[name] = (of[name] ?? 0) + 1;
      };
      if (known.processed > 1) add('duplicates');
      if (known.accepted) {
        add('accepted');
        add(fateOf(known));
        if (pending.has(id)) add('pending');
      } else if (known.refusal !== undefined) add(known.refusal);
    }
    return counts as Record<string, ExpectedCounts>;
  }

  /** `fate reason` with the number of accepted events that ended so. */
  reasons(): Record<string, number> {
    const reasons: Record<string, number> = {};
    for (const { accepted, processed, end } of this.#known.values()) {
      if (!accepted || processed > 0 || end === undefined) continue;
      reasons[end.join(' ')] = (reasons[end.join(' ')] ?? 0) + 1;
    }
    return reasons;
  }

  #of({ id, type }: Sent): Known {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const made = { type, accepted: false, refusal: undefined, processed: 0, end: undefined };
    this.#known.set(id, made);
    return made;
  }
}

function fateOf({ processed, end }: Known): string {
  return processed > 0 ? 'processed' : (end?.[0] ?? 'inFlight');
}

/** The events of every order in a player's `pending`. */
function pendingIds(tables: Tables): ReadonlySet<string> {
  const ids = new Set<string>();
  // The faults are for the functions, not for who looks.
  const { fault } = tables;
  tables.fault = undefined;
  const items = allItems(tables, TABLE_NAME);
  tables.fault = fault;
  for (const { pending } of items) {
    for (const { S: order } of Object.values(pending?.M ?? {})) ids.add(order?.split('#').at(-1) ?? '');
  }
  return ids;
}

function eventsOf(envelope: string): readonly (Sent & { readonly data: { readonly huntId: string } })[] {
  return JSON.parse(envelope).detail.events;
}

/** With the type, as records of several streams may have one sequence number. */
function keyOf(record: { readonly sequenceNumber: string; readonly partitionKey: string }, { id, type }: Sent): string {
  return `${record.partitionKey} ${record.sequenceNumber} ${type} ${id}`;
}
