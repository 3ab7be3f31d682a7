import { fieldsOf, parse, readEnvelope, textOf } from './envelope.ts';
import { type DeadLetter, heldMessage, type QueueMessage } from './letter.ts';

/** A message as `lambdas/shared/batch/quarantine.ts` writes it. */
interface Body {
  readonly code: string;
  readonly message: string;
  readonly type: string;
  /** `undefined`: the message is about the whole record. */
  readonly events: readonly unknown[] | undefined;
  readonly record: {
    readonly eventId: string;
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    readonly data?: string;
    readonly part?: { readonly number: number; readonly of: number };
  };
}

/** The dead letters in messages of the quarantine. The parts of a record that was too large for one message are one. */
export function quarantineLetters(messages: readonly QueueMessage[]): readonly DeadLetter[] {
  const single: DeadLetter[] = [];
  const parts = new Map<string, { readonly message: QueueMessage; readonly body: Body }[]>();
  for (const message of messages) {
    const body = readBody(message.body);
    if (body === undefined) single.push(unreadable(message));
    else if (body.record.part === undefined) single.push(letterOf([{ message, body }]));
    else {
      const { eventId, sequenceNumber } = body.record;
      const key = `${body.type} ${sequenceNumber} ${eventId} ${body.code}`;
      parts.set(key, [...(parts.get(key) ?? []), { message, body }]);
    }
  }
  return [...single, ...[...parts.values()].map(letterOf)];
}

type Read = { readonly message: QueueMessage; readonly body: Body };

function letterOf(read: readonly Read[]): DeadLetter {
  const sorted = read.toSorted((a, b) => (a.body.record.part?.number ?? 0) - (b.body.record.part?.number ?? 0));
  const [{ message, body }] = sorted as [Read, ...Read[]];
  const { code: cause, type, record } = body;
  const letter = {
    id: message.messageId,
    place: 'quarantine',
    type,
    cause,
    message: body.message,
    at: message.sentAt,
    records: [],
    held: sorted.map(({ message: part }) => heldMessage(part)),
  } as const;
  // An invocation that is repeated writes its parts again: the first of each number is enough.
  const numbers = new Set(sorted.map((part) => part.body.record.part?.number));
  const expected = record.part?.of ?? numbers.size;
  if (numbers.size < expected) {
    return { ...letter, events: 1, obstacle: `${numbers.size} of its ${expected} parts were received` };
  }
  const data = [...numbers].map(
    (number) => sorted.find((part) => part.body.record.part?.number === number)?.body.record.data ?? '',
  );
  const events = body.events ?? eventsIn(data.join(''));
  if (events.length === 0) return { ...letter, events: 1, obstacle: 'its record cannot be read: it has no event ids' };
  const { partitionKey, eventId: eventBridgeId } = record;
  return { ...letter, events: events.length, quarantined: { events, partitionKey, eventBridgeId } };
}

function eventsIn(base64: string): readonly unknown[] {
  const events = readEnvelope(Buffer.from(base64, 'base64').toString())?.events ?? [];
  return events.every((event) => textOf(fieldsOf(event)?.id) !== undefined) ? events : [];
}

function readBody(text: string): Body | undefined {
  const body = fieldsOf(parse(text));
  const reason = fieldsOf(body?.reason);
  const record = fieldsOf(body?.record);
  const code = textOf(reason?.code);
  const partitionKey = textOf(record?.partitionKey);
  if (body === undefined || record === undefined || code === undefined || partitionKey === undefined) return undefined;
  const part = fieldsOf(record.part);
  const data = textOf(record.data);
  return {
    code,
    message: textOf(reason?.message) ?? '',
    type: textOf(body.type) ?? '',
    events: Array.isArray(body.events) ? body.events : undefined,
    record: {
      eventId: textOf(record.eventId) ?? '',
      partitionKey,
      sequenceNumber: textOf(record.sequenceNumber) ?? '',
      ...(data !== undefined && { data }),
      ...(part !== undefined && { part: { number: Number(part.number), of: Number(part.of) } }),
    },
  };
}

function unreadable(message: QueueMessage): DeadLetter {
  return {
    id: message.messageId,
    place: 'quarantine',
    type: '',
    cause: 'unknown',
    message: 'not written by a handler of Cairn',
    at: message.sentAt,
    events: 1,
    records: [],
    obstacle: 'no handler of Cairn wrote it',
    held: [heldMessage(message)],
  };
}
