/** Identifies a record in its stream. */
export interface RecordName {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
}

/**
 * Keeps what an invocation sent to quarantine, by record and event, until the record ends. Only the end decides: Lambda
 * retries a failed invocation, and the next attempt may process what this one could not. Copies of an event travel in
 * separate records. Streams that were created in the same millisecond share sequence numbers, but no events.
 */
export class QuarantineNotes {
  /** Reasons of quarantine, by record and event. */
  readonly #notes = new Map<string, string>();

  /** @param tag ids of the record's events that are in quarantine, as halves of fingerprints */
  add(record: RecordName, tag: Uint32Array, reason: string): void {
    for (let at = 0; at < tag.length; at += 2) this.#notes.set(keyOf(record, tag, at), reason);
  }

  get empty(): boolean {
    return this.#notes.size === 0;
  }

  /** Returns why the event at `at` of the tag is in quarantine, if it is, and forgets the note. */
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
