import type { Figure } from './figure.ts';

export type Limit = Figure;

/** The month in which AWS's pages of limits and quotas were read. */
export const READ = '2026-11';

/** AWS limits that more than one part of Cairn keeps to. */
export const LIMITS = {
  kinesisShardRecordsPerSecond: {
    value: 1_000,
    unit: 'records/s a shard',
    page: 'streams/latest/dev/service-sizes-and-limits.html',
    read: READ,
  },
  kinesisShardBytesPerSecond: {
    value: 1_048_576,
    unit: 'bytes/s a shard',
    page: 'streams/latest/dev/service-sizes-and-limits.html',
    read: READ,
  },
  /** Of all stacks of the account; AWS does not raise it (hashicorp/terraform-provider-aws#1339). */
  kinesisStreamsInChange: {
    value: 5,
    unit: 'streams in CREATING or DELETING an account and region',
    page: 'kinesis/latest/APIReference/API_CreateStream.html',
    read: READ,
  },
  kinesisRecordsPerCall: {
    value: 500,
    unit: 'records a PutRecords call',
    page: 'kinesis/latest/APIReference/API_PutRecords.html',
    read: READ,
  },
  /** Partition keys included. */
  kinesisBytesPerCall: {
    value: 10_485_760,
    unit: 'bytes a PutRecords call',
    page: 'kinesis/latest/APIReference/API_PutRecords.html',
    read: READ,
  },
  /** Unicode characters; at least one. */
  kinesisPartitionKeyCharacters: {
    value: 256,
    unit: 'characters a partition key',
    page: 'kinesis/latest/APIReference/API_PutRecord.html',
    read: READ,
  },
  /** Retention of a new stream, and the shortest allowed. */
  kinesisMinRetentionHours: {
    value: 24,
    unit: 'h that a stream keeps records, the least',
    page: 'kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html',
    read: READ,
  },
  eventBridgeRetryAttempts: {
    value: 185,
    unit: 'retries of a target, the most and the default',
    page: 'eventbridge/latest/userguide/eb-rule-retry-policy.html',
    read: READ,
  },
  eventBridgeRetrySeconds: {
    value: 86_400,
    unit: 's that a target is retried, the most and the default',
    page: 'eventbridge/latest/userguide/eb-rule-retry-policy.html',
    read: READ,
  },
  eventBridgeBilledBytes: {
    value: 65_536,
    unit: 'bytes a billed event',
    page: 'eventbridge/pricing',
    read: READ,
  },
  eventBridgeEntriesPerCall: {
    value: 10,
    unit: 'entries a PutEvents call',
    page: 'eventbridge/latest/APIReference/API_PutEvents.html',
    read: READ,
  },
  /** The default, and without a quota increase the maximum. */
  apiGatewayIntegrationMs: {
    value: 29_000,
    unit: 'ms that API Gateway waits for an integration',
    page: 'apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html',
    read: READ,
  },
  lambdaMaxParallelizationFactor: {
    value: 10,
    unit: 'batches a shard',
    page: 'lambda/latest/dg/services-kinesis-parameters.html',
    read: READ,
  },
  lambdaInvocationBytes: {
    value: 6_291_456,
    unit: 'bytes an invocation (records are base64 in it)',
    page: 'lambda/latest/dg/gettingstarted-limits.html',
    read: READ,
  },
  lambdaTimeoutSeconds: {
    value: 900,
    unit: 's that an invocation may run',
    page: 'lambda/latest/dg/gettingstarted-limits.html',
    read: READ,
  },
  lambdaEnvironmentBytes: {
    value: 4_096,
    unit: 'bytes of all environment variables of a function',
    page: 'lambda/latest/dg/gettingstarted-limits.html',
    read: READ,
  },
  lambdaConcurrency: {
    value: 1_000,
    unit: 'concurrent invocations an account and region',
    page: 'lambda/latest/dg/gettingstarted-limits.html',
    read: READ,
  },
  /** Synchronous calls of an account and region, including those of event source mappings. */
  lambdaRequestsPerConcurrency: {
    value: 10,
    unit: 'requests/s for each concurrent invocation of the account',
    page: 'lambda/latest/dg/lambda-concurrency.html',
    read: READ,
  },
  /** For each function separately; refilled continuously. */
  lambdaEnvironmentsPerTenSeconds: {
    value: 1_000,
    unit: 'new execution environments in 10 s a function',
    page: 'lambda/latest/dg/scaling-behavior.html',
    read: READ,
  },
  lambdaUnreservedConcurrency: {
    value: 100,
    unit: 'concurrent invocations that cannot be reserved',
    page: 'lambda/latest/dg/configuration-concurrency.html',
    read: READ,
  },
  lambdaPollMs: {
    value: 1_000,
    unit: 'ms between two reads of a shard',
    page: 'lambda/latest/dg/with-kinesis.html',
    read: READ,
  },
  lambdaMemoryOfOneCpu: {
    value: 1_769,
    unit: 'MB for one vCPU',
    page: 'lambda/latest/dg/configuration-memory.html',
    read: READ,
  },
  kinesisShardReadBytesPerSecond: {
    value: 2_097_152,
    unit: 'bytes/s out of a shard',
    page: 'streams/latest/dev/service-sizes-and-limits.html',
    read: READ,
  },
  /** 4 MB/s, as four shards accept. The capacity follows the traffic, with a delay. */
  kinesisOnDemandInitialShards: {
    value: 4,
    unit: "shards' worth in a new on-demand stream",
    page: 'streams/latest/dev/how-do-i-size-a-stream.html',
    read: READ,
  },
  /** Kinesis bills a record of a provisioned stream in units of this size. */
  kinesisPutUnitBytes: {
    value: 25_600,
    unit: 'bytes a billed unit of a provisioned stream',
    page: 'kinesis/data-streams/pricing',
    read: READ,
  },
  /** Kinesis bills a record of an on-demand stream in whole KB ("rounded up to the nearest 1 KB (1,024 bytes)"). */
  kinesisOnDemandBilledBytes: {
    value: 1_024,
    unit: 'bytes to which an on-demand stream rounds each record up',
    page: 'kinesis/data-streams/pricing',
    read: READ,
  },
  /** Minimum usage that On-demand Advantage bills the account, over all its on-demand streams in the region. */
  kinesisAdvantageBytesPerSecond: {
    value: 26_214_400,
    unit: 'bytes/s in, and as much out, that On-demand Advantage bills at least',
    page: 'streams/latest/dev/how-do-i-size-a-stream.html',
    read: READ,
  },
  kinesisAdvantageHours: {
    value: 24,
    unit: 'h that On-demand Advantage stays on at least',
    page: 'streams/latest/dev/how-do-i-size-a-stream.html',
    read: READ,
  },
  sqsMessageBytes: {
    value: 1_048_576,
    unit: 'bytes a message, with its attributes',
    page: 'AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
    read: READ,
  },
  /** Received and not deleted; a queue may have fewer, "depending on queue traffic and message backlog". */
  sqsInFlightMessages: {
    value: 120_000,
    unit: 'messages in flight a standard queue',
    page: 'AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html',
    read: READ,
  },
  /** From the receive on, extensions included. */
  sqsVisibilitySeconds: {
    value: 43_200,
    unit: 's that a received message is hidden, the most',
    page: 'AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html',
    read: READ,
  },
  sqsEntriesPerCall: {
    value: 10,
    unit: 'messages a call, received or in a batch',
    page: 'AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html',
    read: READ,
  },
  /** A strongly consistent read of this size consumes one unit, an eventually consistent one half. */
  dynamoDbReadUnitBytes: {
    value: 4_096,
    unit: 'bytes a read unit',
    page: 'amazondynamodb/latest/developerguide/read-write-operations.html',
    read: READ,
  },
  dynamoDbWriteUnitBytes: {
    value: 1_024,
    unit: 'bytes a write unit',
    page: 'amazondynamodb/latest/developerguide/read-write-operations.html',
    read: READ,
  },
  /** A transaction prepares and commits, so each item costs twice. */
  dynamoDbTransactionFactor: {
    value: 2,
    unit: 'times the units in a transaction',
    page: 'amazondynamodb/latest/developerguide/transaction-apis.html',
    read: READ,
  },
  /**
   * Of a table or an index. The items of one partition key are in one partition, unless DynamoDB splits it by sort key.
   */
  dynamoDbPartitionWriteUnits: {
    value: 1_000,
    unit: 'write units/s a partition',
    page: 'amazondynamodb/latest/developerguide/warm-throughput-scenarios.html',
    read: READ,
  },
  dynamoDbPartitionReadUnits: {
    value: 3_000,
    unit: 'read units/s a partition',
    page: 'amazondynamodb/latest/developerguide/warm-throughput-scenarios.html',
    read: READ,
  },
  dynamoDbTableWriteUnits: {
    value: 40_000,
    unit: 'write units/s a table',
    page: 'amazondynamodb/latest/developerguide/ServiceQuotas.html',
    read: READ,
  },
  /** What a new on-demand table serves before it has had traffic or was warmed. */
  dynamoDbInitialWriteUnits: {
    value: 4_000,
    unit: 'write units/s of a new table or index',
    page: 'amazondynamodb/latest/developerguide/warm-throughput-scenarios.html',
    read: READ,
  },
  dynamoDbInitialReadUnits: {
    value: 12_000,
    unit: 'read units/s of a new table or index',
    page: 'amazondynamodb/latest/developerguide/warm-throughput-scenarios.html',
    read: READ,
  },
  /** UpdateShardCount goes to at most this multiple of the open shards, and to no less than half of them. */
  kinesisReshardFactor: {
    value: 2,
    unit: 'times the open shards a change of a stream',
    page: 'kinesis/latest/APIReference/API_UpdateShardCount.html',
    read: READ,
  },
  kinesisShardsOfAccount: {
    value: 1_000,
    unit: 'provisioned shards an account and region, the lowest default',
    page: 'streams/latest/dev/service-sizes-and-limits.html',
    read: READ,
  },
  kinesisReshardsPerDay: {
    value: 10,
    unit: 'changes of the shard count a stream and rolling 24 h',
    page: 'kinesis/latest/APIReference/API_UpdateShardCount.html',
    read: READ,
  },
  wafRateLimitMin: {
    value: 10,
    unit: 'requests in the evaluation window, the lowest limit of a rate-based rule',
    page: 'waf/latest/developerguide/waf-rule-statement-type-rate-based-high-level-settings.html',
    read: READ,
  },
  wafRateLimitMax: {
    value: 2_000_000_000,
    unit: 'requests in the evaluation window, the highest limit of a rate-based rule',
    page: 'waf/latest/APIReference/API_RateBasedStatement.html',
    read: READ,
  },
} as const satisfies Record<string, Limit>;
