/** The outcome of one event of a request, in the answer. */
export interface IngestResult {
  /** Position in the request. */
  readonly index: number;
  /** As sent; `null` if it is not a valid id. */
  readonly id: string | null;
  readonly outcome: 'accepted' | 'rejected' | 'throttled' | 'shed';
  readonly code?: IngestCode;
  readonly message?: string;
  /** Shortest time before the client sends the event again, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** Why ingest rejected an event: the client must change it. */
export const REJECTION_CODES = [
  'invalid_event',
  'unknown_type',
  'retired_type',
  /** Valid by a version that the stage no longer accepts: the player must update the app. */
  'version_too_old',
  'invalid_id',
  'schema_violation',
  'player_mismatch',
  'id_conflict',
  'event_too_large',
  'too_deep',
  'too_many_keys',
  'forbidden_key',
  /**
   * A value that a store refuses: a number that DynamoDB cannot hold, a character that SQS refuses, a partition key
   * that Kinesis refuses.
   */
  'unstorable_value',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** Why a valid event was not published: the client sends it again unchanged. */
export const RETRY_CODES = [
  /** The quota of EventBridge is exhausted. */
  'bus_throttled',
  /** Ingest sheds events of the type for now, so that others arrive. */
  'load',
  /** The player sends faster than a phone in play ever does. */
  'player_rate',
  /** EventBridge did not accept it. */
  'publish_failed',
  /** The time for publishing ended before the event's turn; ingest did not send it to EventBridge. */
  'publish_deadline',
  /** It is unknown whether the event was published. The client may send it again: it takes effect once. */
  'unconfirmed',
] as const;
export type RetryCode = (typeof RETRY_CODES)[number];

/** Outcome of an entry. Accepted only if EventBridge confirmed it. */
export type EntryOutcome = 'accepted' | 'shed' | Exclude<RetryCode, 'player_rate' | 'load'>;

export type IngestCode = RejectionCode | RetryCode;

export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}
