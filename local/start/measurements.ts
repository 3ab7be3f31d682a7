import type { StreamRecord } from '../aws/services/stream/record-log.ts';

/** Measurements of a handler's invocations, to compare with assumed figures. */
export interface HandlerMeasurements {
  readonly functionName: string;
  readonly invocations: number;
  readonly records: number;
  readonly events: number;
  /** Sum of the records' data. */
  readonly bytes: number;
  readonly distinctKeys: number;
  readonly hottestKeyRecords: number;
  /** The newest successful invocations: records and milliseconds of each. */
  readonly samples: readonly (readonly [records: number, milliseconds: number])[];
}

/** Newest invocations of each handler that are kept one by one. */
const SAMPLES = 4_000;
/** Most partition keys that are counted separately; further ones are counted together. */
const KEYS = 20_000;

interface Handler {
  invocations: number;
  records: number;
  events: number;
  bytes: number;
  readonly keys: Map<string, number>;
  /** A ring buffer of pairs. */
  readonly samples: Float64Array;
}

/** Measures invocations: duration, number of records, their size and keys. Memory is bounded. */
export class Measurements {
  readonly #handlers = new Map<string, Handler>();

  /** Adds a successful invocation. @param milliseconds of the function alone, without waiting for an environment */
  invoked(functionName: string, records: readonly StreamRecord[], milliseconds: number): void {
    const handler = this.#of(functionName);
    const slot = (handler.invocations % SAMPLES) * 2;
    handler.samples[slot] = records.length;
    handler.samples[slot + 1] = milliseconds;
    handler.invocations += 1;
    handler.records += records.length;
    for (const { bytes, partitionKey, tag } of records) {
      handler.bytes += bytes;
      handler.events += tag instanceof Uint32Array ? tag.length / 2 : 1;
      const seen = handler.keys.get(partitionKey);
      if (seen !== undefined) handler.keys.set(partitionKey, seen + 1);
      else if (handler.keys.size < KEYS) handler.keys.set(partitionKey, 1);
    }
  }

  all(): readonly HandlerMeasurements[] {
    return [...this.#handlers].map(([functionName, { invocations, records, events, bytes, keys, samples }]) => {
      let hottestKeyRecords = 0;
      for (const count of keys.values()) hottestKeyRecords = Math.max(hottestKeyRecords, count);
      const kept = Array.from(
        { length: Math.min(invocations, SAMPLES) },
        (_, index) => [samples[index * 2] ?? 0, samples[index * 2 + 1] ?? 0] as const,
      );
      return {
        functionName,
        invocations,
        records,
        events,
        bytes,
        distinctKeys: keys.size,
        hottestKeyRecords,
        samples: kept,
      };
    });
  }

  #of(functionName: string): Handler {
    const known = this.#handlers.get(functionName);
    if (known !== undefined) return known;
    const made: Handler = {
      invocations: 0,
      records: 0,
      events: 0,
      bytes: 0,
      keys: new Map(),
      samples: new Float64Array(SAMPLES * 2),
    };
    this.#handlers.set(functionName, made);
    return made;
  }
}
