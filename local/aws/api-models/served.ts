export interface ServedApi {
  /** Folder below `local/aws/services`. */
  readonly folder: string;
  /** Service and version by botocore's names. */
  readonly botocore: string;
  readonly operations: readonly string[];
  /** Whether method and path name the operation. @default false */
  readonly isRest?: boolean;
}

/** Every operation of the AWS-compatible endpoint; a test compares the list with the services' operations. */
export const SERVED: readonly ServedApi[] = [
  {
    folder: 'stream',
    botocore: 'kinesis/2013-12-02',
    operations: [
      'CreateStream',
      'DeleteStream',
      'DescribeStream',
      'DescribeStreamSummary',
      'GetRecords',
      'GetShardIterator',
      'ListShards',
      'ListStreams',
      'MergeShards',
      'PutRecord',
      'PutRecords',
      'SplitShard',
      'UpdateShardCount',
    ],
  },
  {
    folder: 'event-bus',
    botocore: 'events/2015-10-07',
    operations: [
      'CancelReplay',
      'DescribeArchive',
      'DescribeReplay',
      'ListArchives',
      'ListEventBuses',
      'ListReplays',
      'ListRules',
      'ListTargetsByRule',
      'PutEvents',
      'PutTargets',
      'StartReplay',
      'TestEventPattern',
    ],
  },
  {
    folder: 'queue',
    botocore: 'sqs/2012-11-05',
    operations: [
      'ChangeMessageVisibilityBatch',
      'DeleteMessage',
      'DeleteMessageBatch',
      'GetQueueAttributes',
      'GetQueueUrl',
      'ListQueues',
      'PurgeQueue',
      'ReceiveMessage',
      'SendMessage',
      'SendMessageBatch',
    ],
  },
  {
    folder: 'table',
    botocore: 'dynamodb/2012-08-10',
    operations: [
      'CreateTable',
      'DeleteItem',
      'DescribeTable',
      'GetItem',
      'ListTables',
      'PutItem',
      'Query',
      'Scan',
      'TransactWriteItems',
      'UpdateItem',
    ],
  },
  {
    folder: 'alarms',
    botocore: 'cloudwatch/2010-08-01',
    operations: ['DescribeAlarms', 'GetMetricData', 'ListMetrics'],
  },
  {
    folder: 'function-pool',
    botocore: 'lambda/2015-03-31',
    isRest: true,
    operations: [
      'DeleteFunctionConcurrency',
      'GetEventSourceMapping',
      'GetFunctionConcurrency',
      'Invoke',
      'ListEventSourceMappings',
      'ListFunctions',
      'PutFunctionConcurrency',
      'UpdateEventSourceMapping',
    ],
  },
  {
    folder: 'gateway',
    botocore: 'apigateway/2015-07-09',
    isRest: true,
    operations: [
      'CreateApiKey',
      'CreateUsagePlan',
      'CreateUsagePlanKey',
      'DeleteApiKey',
      'DeleteUsagePlan',
      'GetApiKey',
    ],
  },
  {
    folder: 'object-store',
    botocore: 's3/2006-03-01',
    isRest: true,
    operations: ['DeleteObject', 'GetObject', 'HeadObject', 'ListBuckets', 'ListObjectsV2', 'PutObject'],
  },
];
