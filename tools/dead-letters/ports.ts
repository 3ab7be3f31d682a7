import type { BusRule } from '../shared/aws/bus-rules.ts';
import type { MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { LetterEntry, QueueMessage } from './letters/letter.ts';

/** What a stream or bus answered for a record. */
export type PutResult = { readonly sequenceNumber: string } | { readonly refused: string };

export interface PutRecord {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** An object of a bucket. */
export interface StoredKey {
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
}

/** The calls of AWS that the command makes, each a line or two around the SDK. A test stops it at every one of them. */
export interface DeadLetterPorts {
  /** Messages of a queue, waiting or in flight; SQS's figure is approximate. */
  countMessages(queueUrl: string): Promise<number>;
  /** Up to ten messages, hidden from others. @param waitSeconds 0: asks only some of SQS's servers */
  receiveMessages(queueUrl: string, hiddenSeconds: number, waitSeconds: number): Promise<readonly QueueMessage[]>;
  /** Lets others receive messages at once. @param receipts up to ten */
  showMessages(queueUrl: string, receipts: readonly string[]): Promise<void>;
  /** @param receipts up to ten @returns those that SQS did not delete */
  deleteMessages(queueUrl: string, receipts: readonly string[]): Promise<readonly string[]>;
  listObjects(bucket: string, prefix: string): Promise<readonly StoredKey[]>;
  readObject(bucket: string, key: string): Promise<string>;
  deleteObject(bucket: string, key: string): Promise<void>;
  /** @param records up to 500 @returns one result for each, in order */
  putRecords(streamName: string, records: readonly PutRecord[]): Promise<readonly PutResult[]>;
  /** @param after sequence number of the key's record before it, so that this one gets a higher number */
  putRecord(streamName: string, record: PutRecord, after: string): Promise<PutResult>;
  /** @param entries up to ten @returns one result for each, in order; the sequence number is EventBridge's id */
  putEvents(busName: string, entries: readonly LetterEntry[]): Promise<readonly PutResult[]>;
  rules(busName: string): Promise<readonly BusRule[]>;
  readonly metrics: MetricReader;
}
