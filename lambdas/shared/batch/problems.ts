import type { KinesisStreamRecord } from 'aws-lambda';
import type { Quarantined } from './quarantine.ts';

interface Problem {
  readonly code: string;
  readonly message: string;
  /** `undefined` if the whole record is wrong. */
  readonly events: unknown[] | undefined;
}

export interface QuarantineMessage {
  readonly index: number;
  /** Number of events, or 1 for a record that could not be read. */
  readonly count: number;
  readonly message: Quarantined;
}

/**
 * Collects the events of a batch that no retry helps, by record and reason. Each pair becomes one message, with any
 * number of events.
 */
export class Problems {
  readonly #type: string;
  readonly #records: readonly KinesisStreamRecord[];
  readonly #eventBridgeIds: (string | undefined)[] = [];
  readonly #byRecord = new Map<number, Map<string, Problem>>();

  constructor(type: string, records: readonly KinesisStreamRecord[]) {
    this.#type = type;
    this.#records = records;
  }

  nameRecord(index: number, eventBridgeId: string | undefined): void {
    this.#eventBridgeIds[index] = eventBridgeId;
  }

  /** @param event `undefined` if the whole record is wrong */
  add(index: number, code: string, message: string, event: unknown): void {
    let byCode = this.#byRecord.get(index);
    if (byCode === undefined) {
      byCode = new Map();
      this.#byRecord.set(index, byCode);
    }
    const known = byCode.get(code);
    if (known === undefined) byCode.set(code, { code, message, events: event === undefined ? undefined : [event] });
    else known.events?.push(event);
  }

  /** The messages of records before `failedAt`, in the order of the records. */
  before(failedAt: number): QuarantineMessage[] {
    const messages: QuarantineMessage[] = [];
    for (const index of [...this.#byRecord.keys()].sort((a, b) => a - b)) {
      const record = this.#records[index];
      if (record === undefined || index >= failedAt) continue;
      const eventBridgeId = this.#eventBridgeIds[index];
      for (const { code, message, events } of this.#byRecord.get(index)?.values() ?? []) {
        const reason = { code, message: messageOf(message, events?.length ?? 1) };
        const quarantined = { reason, type: this.#type, eventBridgeId, record, ...(events && { events }) };
        messages.push({ index, count: events?.length ?? 1, message: quarantined });
      }
    }
    return messages;
  }
}

/** Describes the first event only; the others can be checked again from the message. */
function messageOf(message: string, events: number): string {
  return events === 1 ? message : `${message} (and ${events - 1} more for the same reason)`;
}
