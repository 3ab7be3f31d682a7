import { LIMITS } from '../../../../core/limits.ts';
import { isObject, type JsonObject, optionalText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = LIMITS.eventBridgeEntriesPerCall.value;
/** Limit of all entries together: 1 MiB since 2026-01, 256 KiB before. */
const MAX_REQUEST_BYTES = 1_048_576;
const TIME_BYTES = 14;

/** An entry of PutEvents that EventBridge accepts. */
export interface Entry {
  readonly source: string;
  readonly detailType: string;
  /** The detail as sent. */
  readonly detailText: string;
  readonly detail: JsonObject;
  readonly resources: readonly string[];
  readonly eventBusName: string;
  /** Milliseconds since the epoch; `undefined`: the time of the call. */
  readonly time: number | undefined;
}

/** The error of one entry: a result among the others, not a failure of the call. */
export interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** @throws ServiceError ValidationException if the whole request is refused */
export function checkRequest(entries: readonly JsonObject[]): void {
  if (entries.length < 1 || entries.length > MAX_ENTRIES) {
    const bound = entries.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`;
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  let bytes = 0;
  for (const entry of entries) bytes += entryBytes(entry);
  if (bytes > MAX_REQUEST_BYTES) {
    throw new ServiceError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
}

/**
 * Counts as AWS does.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
export function entryBytes(entry: JsonObject): number {
  let bytes = entry.Time === undefined ? 0 : TIME_BYTES;
  for (const name of ['Source', 'DetailType', 'Detail']) bytes += Buffer.byteLength(optionalText(entry, name) ?? '');
  for (const resource of Array.isArray(entry.Resources) ? entry.Resources : []) {
    bytes += Buffer.byteLength(String(resource));
  }
  return bytes;
}

export function readEntry(entry: JsonObject): Entry | EntryError {
  const source = optionalText(entry, 'Source') ?? '';
  const detailType = optionalText(entry, 'DetailType') ?? '';
  const detailText = optionalText(entry, 'Detail') ?? '';
  if (source === '') return required('Source');
  if (detailType === '') return required('DetailType');
  if (detailText === '') return required('Detail');
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  let detail: unknown;
  try {
    detail = JSON.parse(detailText);
  } catch {
    detail = undefined;
  }
  if (!isObject(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return {
    source,
    detailType,
    detailText,
    detail,
    resources: Array.isArray(entry.Resources) ? entry.Resources.map(String) : [],
    eventBusName: optionalText(entry, 'EventBusName') ?? 'default',
    time: typeof entry.Time === 'number' ? entry.Time * 1_000 : undefined,
  };
}

function required(name: string): EntryError {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  };
}
