import { expect } from 'vitest';
import type { JsonObject } from '../../../../local/aws/services/operation.ts';
import type { Runtime } from '../../../../local/start/runtime.ts';
import type { Rpc } from './rpc-client.ts';
import { nameOf } from './served-stack.ts';

/** Number of tables created so far, because no operation deletes one. */
let tables = 0;

/** Calls each operation of a service, in an order in which each finds what it needs. */
type Calls = (call: (operation: string, input?: JsonObject) => Promise<JsonObject>, runtime: Runtime) => Promise<void>;

/** A deleted stream keeps its name for a while. */
let round = 0;

export const CALLS: Readonly<Record<Rpc, Calls>> = {
  kinesis: async (call, runtime) => {
    round += 1;
    const [calls, splitting, scaled] = ['calls', 'split', 'scaled'].map((name) => `${name}-${round}`);
    const active = async (name = ''): Promise<void> => {
      await expect.poll(() => runtime.cloud.streams.named(name).status, { timeout: 10_000 }).toBe('ACTIVE');
    };
    await call('CreateStream', { StreamName: calls, ShardCount: 2, Tags: { a: 'b' } });
    await active(calls);
    const stream = { StreamName: calls };
    await call('ListStreams');
    await call('DescribeStream', stream);
    await call('DescribeStreamSummary', stream);
    await call('PutRecord', { ...stream, PartitionKey: 'a', Data: 'AAEC' });
    await call('PutRecords', { ...stream, Records: [{ PartitionKey: 'a', Data: 'AAEC' }] });
    const { Shards } = (await call('ListShards', stream)) as { Shards: { ShardId: string }[] };
    const [one, other] = Shards.map(({ ShardId }) => ShardId);
    for (const ShardId of [one, other]) {
      const at = { ...stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
      const { ShardIterator } = await call('GetShardIterator', at);
      await call('GetRecords', { ShardIterator });
    }
    await call('MergeShards', { ...stream, ShardToMerge: one, AdjacentShardToMerge: other });
    const { ShardIterator } = await call('GetShardIterator', { ...stream, ShardId: one, ShardIteratorType: 'LATEST' });
    expect((await call('GetRecords', { ShardIterator })).ChildShards).toHaveLength(1);
    await call('CreateStream', { StreamName: splitting, ShardCount: 1 });
    await active(splitting);
    const split = { StreamName: splitting, ShardToSplit: 'shardId-000000000000' };
    await call('SplitShard', { ...split, NewStartingHashKey: String(1n << 127n) });
    await call('CreateStream', { StreamName: scaled, ShardCount: 1 });
    await active(scaled);
    await call('UpdateShardCount', { StreamName: scaled, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' });
    for (const StreamName of [calls, splitting, scaled]) {
      await active(StreamName);
      await call('DeleteStream', { StreamName });
    }
  },
  events: async (call) => {
    const bus = { EventBusName: 'mini' };
    await call('ListEventBuses');
    const { Rules } = (await call('ListRules', { ...bus, Limit: 1 })) as { Rules: { Name: string }[] };
    const rule = { ...bus, Rule: Rules[0]?.Name ?? '' };
    const { Targets } = await call('ListTargetsByRule', rule);
    await call('PutTargets', { ...rule, Targets });
    await call('PutEvents', { Entries: [{ ...bus, Source: 'a', DetailType: 'b', Detail: '{}' }, { ...bus }] });
    await call('TestEventPattern', { EventPattern: '{"source":["a"]}', Event: '{"source":"a"}' });
    const { Archives } = (await call('ListArchives')) as { Archives: { ArchiveName: string }[] };
    const ArchiveName = Archives[0]?.ArchiveName ?? '';
    const { ArchiveArn, EventSourceArn } = await call('DescribeArchive', { ArchiveName });
    await call('StartReplay', {
      ReplayName: 'calls',
      EventSourceArn: ArchiveArn,
      EventStartTime: 0,
      EventEndTime: 1_000,
      Destination: { Arn: EventSourceArn },
    });
    await call('DescribeReplay', { ReplayName: 'calls' });
    await call('ListReplays');
  },
  sqs: async (call, runtime) => {
    const queue = { QueueUrl: nameOf(runtime, 'Unrouted') };
    const MessageAttributes = { kind: { DataType: 'Binary', BinaryValue: 'AAEC' } };
    await call('ListQueues', { MaxResults: 1 });
    await call('GetQueueUrl', { QueueName: nameOf(runtime, 'Unrouted').split('/').at(-1) });
    await call('GetQueueAttributes', { ...queue, AttributeNames: ['All'] });
    await call('SendMessage', { ...queue, MessageBody: 'a', MessageAttributes });
    const Entries = [
      { Id: 'a', MessageBody: 'a' },
      { Id: 'b', MessageBody: '' },
    ];
    await call('SendMessageBatch', { ...queue, Entries });
    const received = await call('ReceiveMessage', {
      ...queue,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const [{ ReceiptHandle } = { ReceiptHandle: '' }] = received.Messages as { ReceiptHandle: string }[];
    const shown = { Id: 'a', ReceiptHandle, VisibilityTimeout: 0 };
    await call('ChangeMessageVisibilityBatch', { ...queue, Entries: [shown] });
    await call('DeleteMessage', { ...queue, ReceiptHandle });
    await call('DeleteMessageBatch', { ...queue, Entries: [{ Id: 'a', ReceiptHandle }] });
    await call('PurgeQueue', queue);
  },
  dynamodb: async (call) => {
    const key = { pk: { S: 'calls' } };
    tables += 1;
    const table = { TableName: `calls-${tables}` };
    const counted = { ReturnConsumedCapacity: 'INDEXES' };
    await call('CreateTable', {
      ...table,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'index',
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    });
    await call('ListTables');
    await call('DescribeTable', table);
    await call('PutItem', { ...table, ...counted, Item: { ...key, b: { B: 'AAEC' } } });
    await call('UpdateItem', {
      ...table,
      ...counted,
      Key: key,
      UpdateExpression: 'SET c = b',
      ReturnValues: 'ALL_NEW',
    });
    await call('GetItem', { ...table, ...counted, Key: key });
    const values = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': key.pk } };
    await call('Query', { ...table, ...counted, ...values, Limit: 1 });
    await call('Scan', { ...table, ...counted });
    await call('TransactWriteItems', { ...counted, TransactItems: [{ Delete: { ...table, Key: key } }] });
    await call('DeleteItem', { ...table, ...counted, Key: key, ReturnValues: 'ALL_OLD' });
  },
  monitoring: async (call) => {
    await call('DescribeAlarms', { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    await call('ListMetrics', { Namespace: 'AWS/Kinesis', Dimensions: [{ Name: 'StreamName' }] });
    const Metric = { Namespace: 'AWS/Kinesis', MetricName: 'IncomingRecords' };
    await call('GetMetricData', {
      StartTime: 0,
      EndTime: Math.ceil(Date.now() / 1_000),
      MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Period: 86_400, Stat: 'Sum' } }],
    });
  },
};
