import type { KinesisStreamRecord } from 'aws-lambda';
import { LAST_CALL_MS } from '../../../core/handler-limits.ts';
import { LIMITS } from '../../../core/limits.ts';
import { type Deadline, OutOfTimeError } from '../deadline.ts';
import type { QuarantinePort } from '../ports.ts';

export interface QuarantinePorts {
  readonly quarantine: QuarantinePort;
  readonly quarantineQueueUrl: string;
}

/** Events of one record, or a whole record, that no retry helps, with the reason. */
export interface Quarantined {
  readonly reason: { readonly code: string; readonly message: string };
  readonly type: string;
  /** `undefined` for the whole record: then its raw bytes are kept. */
  readonly events?: readonly unknown[];
  readonly eventBridgeId?: string | undefined;
  readonly record: KinesisStreamRecord;
}

/** Base64 characters in each message of a record that is too large for one message. */
const PART_CHARACTERS = 512 * 1024;

/**
 * Sends payload and reason to a queue, from which they can be sent again once the cause is removed. Sends one message,
 * or several parts of a record that is too large for one.
 * @throws the queue's error, or `OutOfTimeError` instead of a call that might not end before the function does
 */
export async function quarantine(
  { quarantine: queue, quarantineQueueUrl }: QuarantinePorts,
  deadline: Pick<Deadline, 'leaves'>,
  quarantined: Quarantined,
): Promise<void> {
  for (const body of messagesOf(quarantined)) {
    if (!deadline.leaves(LAST_CALL_MS)) throw new OutOfTimeError();
    await queue.sendMessage({ QueueUrl: quarantineQueueUrl, MessageBody: body });
  }
}

function messagesOf({ reason, type, events, eventBridgeId, record }: Quarantined): string[] {
  const { partitionKey, sequenceNumber, data } = record.kinesis;
  const source = { eventId: eventBridgeId ?? record.eventID, partitionKey, sequenceNumber };
  const message = (kept: object) =>
    escapeRefused(JSON.stringify({ reason, type, events: events ?? null, record: { ...source, ...kept } }));
  const single = orUndefined(() => message(events === undefined ? { data } : {}));
  if (single !== undefined && Buffer.byteLength(single) <= LIMITS.sqsMessageBytes.value) return [single];
  const of = Math.ceil(data.length / PART_CHARACTERS);
  return Array.from({ length: of }, (_, index) => {
    const part = data.slice(index * PART_CHARACTERS, (index + 1) * PART_CHARACTERS);
    const whole = { reason, type, events: null, record: { ...source, data: part, part: { number: index + 1, of } } };
    return escapeRefused(JSON.stringify(whole));
  });
}

/**
 * `undefined` for events that cannot be serialized: `JSON.parse` reads any depth, `JSON.stringify` fails beyond the
 * depth of the stack. Ingest allows a few levels, but others may publish to the bus. The raw record is kept instead.
 */
function orUndefined(write: () => string): string | undefined {
  try {
    return write();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Escapes the characters of a JSON text that SQS refuses. `JSON.stringify` itself escapes control characters and lone
 * surrogates; U+FFFE and U+FFFF remain.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
function escapeRefused(json: string): string {
  return json.replaceAll(/[\ufffe\uffff]/g, (character) => (character === '\ufffe' ? '\\ufffe' : '\\uffff'));
}
