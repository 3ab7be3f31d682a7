/** A record in a shard. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Base64, as consumers get it. */
  readonly data: string;
  /** Bytes of the data, not of its base64. */
  readonly bytes: number;
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAt: number;
  /**
   * The producer's value, which travels with the record; the stream does not read it. Carries the observer's event ids.
   */
  readonly tag: unknown;
}

const CHUNK_RECORDS = 1_024;

/** Records by index, appended at one end and trimmed at the other. Stored in chunks, so that no record ever moves. */
export class RecordLog {
  readonly #chunks = new Map<number, (StreamRecord | undefined)[]>();
  #first = 0;
  #next = 0;
  #bytes = 0;

  /** Index of the oldest record kept; equals `next` if there is none. */
  get first(): number {
    return this.#first;
  }

  /** Index that the next record will have. */
  get next(): number {
    return this.#next;
  }

  /** Bytes of the data kept. */
  get bytes(): number {
    return this.#bytes;
  }

  append(record: StreamRecord): void {
    const number = Math.floor(this.#next / CHUNK_RECORDS);
    const chunk = this.#chunks.get(number);
    if (chunk === undefined) this.#chunks.set(number, [record]);
    else chunk.push(record);
    this.#next += 1;
    this.#bytes += record.bytes;
  }

  get(index: number): StreamRecord | undefined {
    if (index < this.#first || index >= this.#next) return undefined;
    const number = Math.floor(index / CHUNK_RECORDS);
    const chunk = this.#chunks.get(number);
    // A chunk always begins at a multiple of CHUNK_RECORDS: the log starts at 0 and chunks are dropped whole.
    return chunk?.[index % CHUNK_RECORDS];
  }

  /** Drops the oldest record. */
  removeFirst(): StreamRecord | undefined {
    const oldest = this.get(this.#first);
    if (oldest === undefined) return undefined;
    this.#bytes -= oldest.bytes;
    this.#first += 1;
    // Frees the dropped records of a chunk that stays.
    const chunk = this.#chunks.get(Math.floor((this.#first - 1) / CHUNK_RECORDS));
    if (this.#first % CHUNK_RECORDS === 0) this.#chunks.delete(this.#first / CHUNK_RECORDS - 1);
    else if (chunk !== undefined) chunk[(this.#first - 1) % CHUNK_RECORDS] = undefined;
    return oldest;
  }
}
