/** Of a record, what tells it from all others. */
export interface RecordName {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
}

/** Why which events of a record are in quarantine. `tag`: their ids, or `undefined` for all of the record's. */
interface Note {
  readonly tag: Uint32Array | undefined;
  readonly reason: string;
}

/**
 * What an invocation has sent to quarantine, by record, until it ends. Only its end decides: an invocation that fails is
 * tried again, and the next try may process what this one could not. Copies of an event travel in records of their own,
 * so each has its own notes.
 */
export class QuarantineNotes {
  /** By record, then by reason: a message that is sent twice says the same. */
  readonly #notes = new Map<string, Map<string, Note>>();

  add(record: RecordName, reason: string, tag: Uint32Array | undefined): void {
    const key = keyOf(record);
    const notes = this.#notes.get(key) ?? new Map<string, Note>();
    this.#notes.set(key, notes.set(reason, { reason, tag }));
  }

  /** The record's notes, which are forgotten. */
  take(record: RecordName): readonly Note[] {
    if (this.#notes.size === 0) return NONE;
    const key = keyOf(record);
    const notes = this.#notes.get(key);
    if (notes === undefined) return NONE;
    this.#notes.delete(key);
    return [...notes.values()];
  }
}

const NONE: readonly Note[] = [];

function keyOf({ sequenceNumber, partitionKey }: RecordName): string {
  return `${sequenceNumber} ${partitionKey}`;
}
