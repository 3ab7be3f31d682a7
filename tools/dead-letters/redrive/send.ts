import { LIMITS } from '../../../core/limits.ts';
import { forEachBounded } from '../../../lambdas/shared/for-each-bounded.ts';
import type { DeadLetter, LetterEntry, LetterRecord } from '../letters/letter.ts';
import type { DeadLetterPorts, PutRecord, PutResult } from '../ports.ts';
import type { Destination } from './destination.ts';
import type { Keyed } from './key-queues.ts';

/** A record to send, and the dead letters that hold it. Copies of a record are sent once. */
export interface Outgoing extends Keyed {
  readonly record: LetterRecord;
  readonly letters: readonly DeadLetter[];
  readonly entry: LetterEntry | undefined;
}

const SINGLE_PUTS_AT_ONCE = 16;
/** Half of what a call may have: older regions and emulators still refuse more than 5 MiB. */
const CALL_BYTES = LIMITS.kinesisBytesPerCall.value / 2;

/** The records of letters, each once. @param letters with what is sent of them */
export function outgoingOf(
  letters: readonly { readonly letter: DeadLetter; readonly records: readonly LetterRecord[] }[],
): readonly Outgoing[] {
  const byIdentity = new Map<string, { record: LetterRecord; letters: DeadLetter[]; entry: LetterEntry | undefined }>();
  for (const { letter, records } of letters) {
    for (const record of records) {
      const known = byIdentity.get(record.identity);
      if (known === undefined) byIdentity.set(record.identity, { record, letters: [letter], entry: letter.entry });
      else if (!known.letters.includes(letter)) known.letters.push(letter);
    }
  }
  return [...byIdentity.values()].map((each) => ({
    ...each,
    key: each.record.partitionKey,
    order: each.record.order,
  }));
}

/** Sends records, at most one of a key. Remembers where the last one of each key went. */
export class Sender {
  readonly #ports: DeadLetterPorts;
  readonly #destination: Destination;
  /** Sequence number of the last record, by key. */
  readonly #last = new Map<string, string>();

  constructor(ports: DeadLetterPorts, destination: Destination) {
    this.#ports = ports;
    this.#destination = destination;
  }

  /** @returns one result for each, in order */
  async send(batch: readonly Outgoing[]): Promise<readonly PutResult[]> {
    const results = new Map<Outgoing, PutResult>();
    const note = (sent: readonly Outgoing[], answers: readonly PutResult[]): void => {
      for (const [index, outgoing] of sent.entries()) {
        const answer = answers[index] ?? { refused: 'NoResult' };
        results.set(outgoing, answer);
        if ('sequenceNumber' in answer) this.#last.set(outgoing.key, answer.sequenceNumber);
      }
    };
    const destination = this.#destination;
    if (destination.kind === 'bus') {
      for (const call of inCalls(batch, LIMITS.eventBridgeEntriesPerCall.value)) {
        const entries = call.flatMap(({ entry }) => entry ?? []);
        note(call, await this.#ports.putEvents(destination.busName, entries));
      }
    } else {
      // PutRecords keeps no order (kinesis/latest/APIReference, API_PutRecords): it takes first records of keys only.
      const { streamName } = destination;
      for (const call of inCalls(
        batch.filter(({ key }) => !this.#last.has(key)),
        LIMITS.kinesisRecordsPerCall.value,
      )) {
        note(call, await this.#ports.putRecords(streamName, call.map(putRecord)));
      }
      const later = batch.filter((outgoing) => !results.has(outgoing));
      await forEachBounded(later, SINGLE_PUTS_AT_ONCE, async (outgoing) => {
        const after = this.#last.get(outgoing.key) ?? '';
        note([outgoing], [await this.#ports.putRecord(streamName, putRecord(outgoing), after)]);
      });
    }
    return batch.map((outgoing) => results.get(outgoing) ?? { refused: 'NoResult' });
  }
}

function putRecord({ record }: Outgoing): PutRecord {
  return { partitionKey: record.partitionKey, data: Buffer.from(record.data, record.encoding) };
}

function inCalls(batch: readonly Outgoing[], most: number): readonly (readonly Outgoing[])[] {
  const calls: Outgoing[][] = [];
  let bytes = 0;
  for (const outgoing of batch) {
    const size = Buffer.byteLength(outgoing.record.data, outgoing.record.encoding) + 4 * outgoing.key.length;
    const last = calls.at(-1);
    if (last === undefined || last.length === most || bytes + size > CALL_BYTES) {
      calls.push([outgoing]);
      bytes = size;
    } else {
      last.push(outgoing);
      bytes += size;
    }
  }
  return calls;
}
