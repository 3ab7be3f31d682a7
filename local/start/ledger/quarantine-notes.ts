/** What tells a record from others of its stream. */
export interface RecordName {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
}

/**
 * What an invocation has sent to quarantine, by record and event, until the record ends. Only its end decides: an
 * invocation that fails is tried again, and the next try may process what this one could not. Copies of an event travel
 * in records of their own. Streams that were created in the same millisecond share sequence numbers, but no events.
 */
export class QuarantineNotes {
  /** Reasons. */
  readonly #notes = new Map<string, string>();

  /** @param tag ids of the record's events that are in quarantine, as halves of fingerprints */
  add(record: RecordName, tag: Uint32Array, reason: string): void {
    for (let at = 0; at < tag.length; at += 2) this.#notes.set(keyOf(record, tag, at), reason);
  }

  get empty(): boolean {
    return this.#notes.size === 0;
  }

  /** Why the event at `at` of the tag is in quarantine, if it is; the note is forgotten. */
  take(record: RecordName, tag: Uint32Array, at: number): string | undefined {
    const key = keyOf(record, tag, at);
    const reason = this.#notes.get(key);
    if (reason !== undefined) this.#notes.delete(key);
    return reason;
  }
}

function keyOf({ sequenceNumber, partitionKey }: RecordName, tag: Uint32Array, at: number): string {
  return `${sequenceNumber} ${tag[at]} ${tag[at + 1]} ${partitionKey}`;
}
