/** Where a stage keeps events that were not processed. */
export const PLACES = ['rule', 'unrouted', 'quarantine', 'failures'] as const;
export type Place = (typeof PLACES)[number];

/** A record as its stream had it, or would have it. */
export interface LetterRecord {
  readonly partitionKey: string;
  readonly data: string;
  /** What `data` is: the bytes as text, or as base64. */
  readonly encoding: 'utf8' | 'base64';
  /** Records of a partition key go in the order of this text. */
  readonly order: string;
  /** Equal for copies of a record. */
  readonly identity: string;
}

/** An event as the bus gave it to the unrouted queue, in the words of PutEvents. */
export interface LetterEntry {
  readonly source: string;
  readonly detailType: string;
  /** Byte for byte. */
  readonly detail: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly resources: readonly string[];
}

/** Events that a handler quarantined together: of one record, for one reason. */
export interface QuarantinedEvents {
  readonly events: readonly unknown[];
  readonly partitionKey: string;
  readonly eventBridgeId: string;
}

/** What holds a dead letter: a received message, or an object. */
export type Held =
  | {
      readonly queueUrl: string;
      readonly messageId: string;
      readonly receipt: string;
      /** The queue shows the message again then. Milliseconds since the epoch. */
      readonly until: number;
    }
  | { readonly bucket: string; readonly key: string };

/** A message or object that waits for a person. It is deleted as a whole. */
export interface DeadLetter {
  readonly id: string;
  readonly place: Place;
  /** Empty if it cannot be read. */
  readonly type: string;
  /** AWS's or Cairn's code. */
  readonly cause: string;
  /** The cause in words; may quote the payload. */
  readonly message: string;
  /** When it was given up, in milliseconds since the epoch. */
  readonly at: number;
  /** Number of events; 1 for a record that cannot be read. */
  readonly events: number;
  readonly records: readonly LetterRecord[];
  /** Of the unrouted queue only. */
  readonly entry?: LetterEntry;
  /** Of the quarantine only. */
  readonly quarantined?: QuarantinedEvents;
  /** Why it cannot be sent again, whatever is mended. */
  readonly obstacle?: string;
  readonly held: readonly Held[];
}

/** A message as `ReceiveMessage` returns it. */
export interface QueueMessage {
  readonly queueUrl: string;
  readonly messageId: string;
  readonly receipt: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** The queue shows it again then. */
  readonly until: number;
}

export function heldMessage({ queueUrl, messageId, receipt, until }: QueueMessage): Held {
  return { queueUrl, messageId, receipt, until };
}
