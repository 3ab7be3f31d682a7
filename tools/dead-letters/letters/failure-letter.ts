import { fieldsOf, orderOf, parse, readEnvelope, textOf } from './envelope.ts';
import type { DeadLetter, LetterRecord } from './letter.ts';

export interface FailureObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: string;
  /** When S3 stored it, in milliseconds since the epoch. */
  readonly storedAt: number;
}

const SEQUENCE_DIGITS = 60;

/**
 * An object of the failure bucket: the records that a source mapping gave up together, with their invocation. What came
 * before the first failed record is not among them: Lambda splits the batch there and retries the rest only
 * (lambda/latest/dg, services-kinesis-batchfailurereporting).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 * @param typeOfStream the type by the stream's name; `undefined` for a stream that is not of the stage
 */
export function failureLetter(
  { bucket, key, body, storedAt }: FailureObject,
  typeOfStream: (streamName: string) => string | undefined,
): DeadLetter {
  const document = fieldsOf(parse(body));
  const context = fieldsOf(document?.requestContext);
  const stream = textOf(fieldsOf(document?.KinesisBatchInfo)?.streamArn)?.split('/').at(-1) ?? '';
  const type = typeOfStream(stream);
  const items = itemsOf(document?.payload);
  const records = items.flatMap((item) => recordOf(item) ?? []);
  const given = Date.parse(textOf(document?.timestamp) ?? '');
  const invoked = context?.approximateInvokeCount;
  const letter = {
    id: key.split('/').at(-1) ?? key,
    place: 'failures',
    type: type ?? '',
    cause: textOf(context?.condition) ?? 'unknown',
    message: typeof invoked === 'number' ? `after ${invoked} invocations` : '',
    at: Number.isNaN(given) ? storedAt : given,
    events: Math.max(
      1,
      records.reduce((sum, { events }) => sum + events, 0),
    ),
    held: [{ bucket, key }],
  } as const;
  if (type === undefined) {
    return { ...letter, records: [], obstacle: `its stream "${stream}" is not one of the stage` };
  }
  if (records.length === 0) return { ...letter, records: [], obstacle: 'it has no records' };
  if (records.length < items.length) {
    return { ...letter, records: [], obstacle: `${items.length - records.length} of its records cannot be read` };
  }
  return { ...letter, records: records.map(({ record }) => record) };
}

/** Emulators store the payload as an object, Lambda as its text. */
function itemsOf(payload: unknown): readonly unknown[] {
  const invocation = fieldsOf(typeof payload === 'string' ? parse(payload) : payload);
  return Array.isArray(invocation?.Records) ? invocation.Records : [];
}

function recordOf(item: unknown): { readonly record: LetterRecord; readonly events: number } | undefined {
  const kinesis = fieldsOf(fieldsOf(item)?.kinesis);
  const data = textOf(kinesis?.data);
  const partitionKey = textOf(kinesis?.partitionKey);
  if (data === undefined || partitionKey === undefined) return undefined;
  const sequenceNumber = textOf(kinesis?.sequenceNumber) ?? '';
  const arrived = typeof kinesis?.approximateArrivalTimestamp === 'number' ? kinesis.approximateArrivalTimestamp : 0;
  const events = readEnvelope(Buffer.from(data, 'base64').toString())?.events ?? [];
  const order = orderOf(events, arrived * 1_000, sequenceNumber.padStart(SEQUENCE_DIGITS, '0'));
  const identity = textOf(fieldsOf(item)?.eventID) ?? sequenceNumber;
  return {
    record: { partitionKey, data, encoding: 'base64', order, identity },
    events: Math.max(1, events.length),
  };
}
