/** The outcome of one event of a request, in the answer. */
export interface IngestResult {
  /** Position in the request. */
  readonly index: number;
  /** As sent; `null` where it is not a valid id. */
  readonly id: string | null;
  readonly outcome: 'accepted' | 'rejected' | 'throttled' | 'shed';
  readonly code?: IngestCode;
  readonly message?: string;
  /** Earliest moment to send it again, from now, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** Why an event was rejected: the client must change it. */
export const REJECTION_CODES = [
  'invalid_event',
  'unknown_type',
  'retired_type',
  /** Valid by a version that the stage no longer accepts: the app has to be updated. */
  'version_too_old',
  'invalid_id',
  'schema_violation',
  'player_mismatch',
  'id_conflict',
  'event_too_large',
  'too_deep',
  'too_many_keys',
  'forbidden_key',
  /** Something that a store of AWS refuses: a number of DynamoDB's, a character of SQS's, a key of Kinesis's. */
  'unstorable_value',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** Why an event was not published though valid: the client sends it again as it is. */
export const RETRY_CODES = [
  /** EventBridge's quota. */
  'bus_throttled',
  /** The player sends faster than any phone at play does. */
  'player_rate',
  /** EventBridge did not take it. */
  'publish_failed',
  /** The time for publishing was over before its turn came; it was not sent to EventBridge. */
  'publish_deadline',
  /** Nobody knows whether it was published; sent again it has one effect. */
  'unconfirmed',
] as const;
export type RetryCode = (typeof RETRY_CODES)[number];

/** What became of an entry: accepted only where EventBridge said so. */
export type EntryOutcome = 'accepted' | 'shed' | Exclude<RetryCode, 'player_rate'>;

export type IngestCode = RejectionCode | RetryCode;

export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}
