import { LIMITS } from '../../../../core/limits.ts';
import { type JsonObject, objectList, requiredText } from '../operation.ts';
import { ServiceError } from '../service-error.ts';

const MAX_BATCH = LIMITS.sqsEntriesPerCall.value;
const ENTRY_ID = /^[\w-]{1,80}$/;

/**
 * Returns a batch's entries.
 * @throws ServiceError for a batch that SQS refuses as a whole: no entries, too many, equal ids, invalid ids
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html#API_SendMessageBatch_Errors
 */
export function batchEntries(input: JsonObject): readonly JsonObject[] {
  const entries = objectList(input, 'Entries');
  if (entries.length === 0) throw refused('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_BATCH) {
    throw refused(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_BATCH}. You have sent ${entries.length}.`,
    );
  }
  const ids = new Set<string>();
  for (const entry of entries) {
    const id = requiredText(entry, 'Id');
    if (!ENTRY_ID.test(id)) {
      throw refused(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (ids.has(id)) throw refused('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    ids.add(id);
  }
  return entries;
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_BatchResultErrorEntry.html */
export interface BatchResult {
  readonly Successful: readonly JsonObject[];
  readonly Failed: readonly JsonObject[];
}

/** Performs each entry by itself: a refused entry is a result among the others. */
export function forEachEntry(entries: readonly JsonObject[], perform: (entry: JsonObject) => JsonObject): BatchResult {
  const Successful: JsonObject[] = [];
  const Failed: JsonObject[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const Code = error.name.split('#').at(-1);
      Failed.push({ Id: entry.Id, SenderFault: true, Code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

export function refused(name: string, message: string): ServiceError {
  return new ServiceError(`com.amazonaws.sqs#${name}`, message);
}
