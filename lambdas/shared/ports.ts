import type {
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { PutEventsCommandInput, PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import type { SendMessageCommandInput, SendMessageCommandOutput } from '@aws-sdk/client-sqs';
import type { CountMetric } from '../../core/monitoring/own-metrics.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';

/**
 * What the functions' logic needs from outside. Inputs, outputs and error names are the AWS SDK's: on AWS an adapter is
 * one SDK call, in simulation a service model answers in-process. Errors are thrown with AWS's `name`.
 */
type Answer<Output> = Omit<Output, '$metadata'>;

/** EventBridge. */
export interface BusPort {
  putEvents(input: PutEventsCommandInput): Promise<Answer<PutEventsCommandOutput>>;
}

/** DynamoDB. */
export interface TablePort {
  getItem(input: GetItemCommandInput): Promise<Answer<GetItemCommandOutput>>;
  putItem(input: PutItemCommandInput): Promise<Answer<PutItemCommandOutput>>;
  updateItem(input: UpdateItemCommandInput): Promise<Answer<UpdateItemCommandOutput>>;
  query(input: QueryCommandInput): Promise<Answer<QueryCommandOutput>>;
  transactWriteItems(input: TransactWriteItemsCommandInput): Promise<Answer<TransactWriteItemsCommandOutput>>;
}

/** SQS, for events that no retry helps. */
export interface QuarantinePort {
  sendMessage(input: SendMessageCommandInput): Promise<Answer<SendMessageCommandOutput>>;
}

/**
 * All fields that a log line may contain. A closed list, so that no body, token or coordinate gets into a log through
 * an error's text or a spread object.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly type?: string;
  /** Hash of a player id, see `hashPlayer`. */
  readonly player?: string;
  readonly route?: string;
  /** HTTP status of an answer. */
  readonly status?: number;
  /** One of Cairn's own codes. */
  readonly code?: string;
  /** The `name` of an error, never its message. */
  readonly errorName?: string;
  readonly durationMs?: number;
  readonly attempts?: number;
  /** Counts by name, such as `accepted`. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Why the governor acts: figures and names of event types. */
  readonly reason?: string;
  /** What became of events here (`hopText`); those of sheddable types are sampled (core/trace-sample.ts). */
  readonly events?: string;
}

export interface LogPort {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/** Values that share their dimensions; the adapter adds `stage`. */
export interface Measurement {
  readonly type: string;
  /** Only with `Rejected` and `HandedBack`. */
  readonly code?: string;
  readonly counts: Partial<Readonly<Record<CountMetric, number>>>;
  /** From `receivedAt` to the stored effect, in milliseconds. */
  readonly endToEndLatencyMs?: readonly number[];
}

export interface MetricsPort {
  record(measurement: Measurement): void;
}

/** What the rules of the game need from outside. */
export interface GamePorts {
  readonly table: TablePort;
  readonly tableName: string;
  /** Partitions of a hunt's leaderboard. @default 8 */
  readonly leaderboardShards?: number;
  readonly clock: Scheduler;
  readonly random: Random;
}
