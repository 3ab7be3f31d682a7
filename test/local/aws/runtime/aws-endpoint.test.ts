import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeReplayCommand,
  EventBridgeClient,
  ListRulesCommand,
  PutEventsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import {
  DeleteFunctionConcurrencyCommand,
  GetEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { writeAssembly } from '../../../helpers/mini-stack.ts';

let runtime: Runtime;
let settings: {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

beforeAll(async () => {
  runtime = await startRuntime({
    assemblyDirectory: await writeAssembly(),
    port: 0,
    awsPort: 0,
    signToken: async () => '',
  });
  settings = {
    endpoint: runtime.awsUrl,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
});
afterAll(() => runtime.close());

const nameOf = (logicalId: string) => runtime.stack.resources.get(logicalId) ?? '';

describe("the endpoint, through AWS's own clients", () => {
  it('CloudWatch', async () => {
    const cloudWatch = new CloudWatchClient(settings);
    expect((await cloudWatch.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
    await new KinesisClient(settings).send(
      new PutRecordsCommand({
        StreamName: nameOf('Stream'),
        Records: [{ PartitionKey: 'metric', Data: Buffer.from('{}') }],
      }),
    );
    const now = Date.now();
    const metric = { Namespace: 'AWS/Kinesis', MetricName: 'IncomingRecords' };
    const dimensions = [{ Name: 'StreamName', Value: nameOf('Stream') }];
    const { MetricDataResults: results = [] } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - 60_000),
        EndTime: new Date(now + 60_000),
        MetricDataQueries: [
          { Id: 'a', MetricStat: { Metric: { ...metric, Dimensions: dimensions }, Period: 60, Stat: 'Sum' } },
        ],
      }),
    );
    expect(results[0]?.Values?.[0]).toBeGreaterThanOrEqual(1);
    expect(results[0]?.Timestamps?.[0]).toBeInstanceOf(Date);
  });

  it('EventBridge', async () => {
    const bus = new EventBridgeClient(settings);
    const entry = { EventBusName: 'mini', Source: 'test', DetailType: 'x', Detail: '{}' };
    expect(await bus.send(new PutEventsCommand({ Entries: [entry] }))).toMatchObject({ FailedEntryCount: 0 });
    expect((await bus.send(new ListRulesCommand({ EventBusName: 'mini' }))).Rules).toHaveLength(2);
    const test = { EventPattern: '{"source":["a"]}', Event: '{"source":"a"}' };
    expect((await bus.send(new TestEventPatternCommand(test))).Result).toBe(true);
  });

  it('Kinesis over HTTP/2', async () => {
    const kinesis = new KinesisClient(settings);
    const StreamName = nameOf('Stream');
    const { Shards: [shard] = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
    const start = { StreamName, ShardId: shard?.ShardId, ShardIteratorType: 'LATEST' as const };
    const { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(start));
    const Data = Buffer.from(JSON.stringify({ detail: { events: [] } }));
    const put = await kinesis.send(new PutRecordsCommand({ StreamName, Records: [{ Data, PartitionKey: 'ada' }] }));
    expect(put.FailedRecordCount).toBe(0);
    const { Records: records } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
    expect(records?.map((record) => [record.PartitionKey, Buffer.from(record.Data ?? []).toString()])).toEqual([
      ['ada', Data.toString()],
    ]);
    const missing = kinesis.send(new ListShardsCommand({ StreamName: 'none' }));
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    kinesis.destroy();
  });

  it('SQS, whose checksums its client verifies', async () => {
    const sqs = new SQSClient(settings);
    const QueueUrl = nameOf('Unrouted');
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'é' } };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hällo', MessageAttributes }));
    const all = { QueueUrl, MessageAttributeNames: ['All'] };
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(all));
    expect(message).toMatchObject({ Body: 'hällo', MessageAttributes });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    const { Attributes: attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
    const wrong = sqs.send(new ReceiveMessageCommand({ QueueUrl: `${runtime.awsUrl}/000000000000/none` }));
    await expect(wrong).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('S3', async () => {
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const at = { Bucket: nameOf('Failures'), Key: 'a/b c+d é.json' };
    await s3.send(new PutObjectCommand({ ...at, Body: '{"x":1}', ContentType: 'application/json' }));
    expect(await s3.send(new HeadObjectCommand(at))).toMatchObject({
      ContentLength: 7,
      ContentType: 'application/json',
    });
    const { Body: body } = await s3.send(new GetObjectCommand(at));
    expect(await body?.transformToString()).toBe('{"x":1}');
    await expect(s3.send(new GetObjectCommand({ ...at, Key: 'none' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('Lambda', async () => {
    const lambda = new LambdaClient(settings);
    const { Functions: functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(functions?.map(({ FunctionName }) => FunctionName)).toEqual([
      'mini-Authorize',
      'mini-Ingest',
      'mini-Handle',
    ]);
    const Payload = JSON.stringify({ Records: [] });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'mini-Handle', Payload }));
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('{"batchItemFailures":[]}');
    const failed = await lambda.send(new InvokeCommand({ FunctionName: 'mini-Handle', Payload: '{}' }));
    expect(failed.FunctionError).toBe('Unhandled');
    expect(JSON.parse(Buffer.from(failed.Payload ?? []).toString())).toMatchObject({ errorType: 'TypeError' });
    const later = { FunctionName: 'mini-Handle', Payload };
    const event = await lambda.send(new InvokeCommand({ ...later, InvocationType: 'Event' }));
    const dryRun = await lambda.send(new InvokeCommand({ ...later, InvocationType: 'DryRun' }));
    expect([event.StatusCode, dryRun.StatusCode]).toEqual([202, 204]);
  });

  it('Lambda: reserved concurrency', async () => {
    const lambda = new LambdaClient(settings);
    const FunctionName = 'mini-Handle';
    const put = (ReservedConcurrentExecutions: number) =>
      lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
    expect(await put(0)).toMatchObject({ ReservedConcurrentExecutions: 0 });
    const invoke = () => lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ Records: [] }) }));
    await expect(invoke()).rejects.toThrow(/Rate Exceeded/);
    await expect(put(901)).rejects.toThrow(/below its minimum value of \[100\]/);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    const kept = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
    expect(kept.ReservedConcurrentExecutions).toBeUndefined();
    expect((await invoke()).FunctionError).toBeUndefined();
  });

  it('Lambda: event source mappings', async () => {
    const lambda = new LambdaClient(settings);
    const { EventSourceMappings: mappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: 'mini-Handle' }),
    );
    const [{ UUID, State } = {}] = mappings;
    expect(State).toBe('Enabled');
    const update = (fields: object) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...fields }));
    const stateNow = async () => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;
    expect(await update({ Enabled: false })).toMatchObject({ State: 'Disabling' });
    expect(await stateNow()).toBe('Disabled');
    expect(await update({ Enabled: true })).toMatchObject({ State: 'Enabling' });
    expect(await stateNow()).toBe('Enabled');
    expect(await update({ BatchSize: 5, ParallelizationFactor: 3 })).toMatchObject({ State: 'Updating' });
    const changed = await lambda.send(new GetEventSourceMappingCommand({ UUID }));
    expect(changed).toMatchObject({ State: 'Enabled', BatchSize: 5, ParallelizationFactor: 3 });
    await expect(update({ BatchSize: 0 })).rejects.toThrow("Value '0' at 'batchSize' failed to satisfy constraint");
    await expect(update({ TumblingWindowInSeconds: 1 })).rejects.toThrow(
      'not implemented by the local runtime: Lambda.UpdateEventSourceMapping with TumblingWindowInSeconds',
    );
    const missing = new GetEventSourceMappingCommand({ UUID: '00000000-0000-4000-8000-000000000000' });
    await expect(lambda.send(missing)).rejects.toThrow('The resource you requested does not exist.');
  });

  it('EventBridge: replays', async () => {
    const bus = new EventBridgeClient(settings);
    await expect(bus.send(new DescribeReplayCommand({ ReplayName: 'none' }))).rejects.toThrow(/does not exist/);
  });

  it('Kinesis: resharding', async () => {
    const kinesis = new KinesisClient(settings);
    const StreamName = 'reshard-me';
    const active = () =>
      expect
        .poll(() => kinesis.send(new DescribeStreamSummaryCommand({ StreamName })), { timeout: 5_000 })
        .toMatchObject({ StreamDescriptionSummary: { StreamStatus: 'ACTIVE' } });
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    await active();
    const scaled = await kinesis.send(
      new UpdateShardCountCommand({ StreamName, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }),
    );
    expect(scaled).toMatchObject({ CurrentShardCount: 1, TargetShardCount: 2 });
    expect((await kinesis.send(new ListShardsCommand({ StreamName }))).Shards).toHaveLength(3);
    await active();
    await kinesis.send(new DeleteStreamCommand({ StreamName }));
    await expect
      .poll(() => kinesis.send(new ListShardsCommand({ StreamName })).catch(String), { timeout: 5_000 })
      .toMatch(/not found/);
  });

  it('names an operation that it does not implement', async () => {
    const alarms = new CloudWatchClient(settings).send(new DescribeAlarmHistoryCommand({}));
    await expect(alarms).rejects.toThrow('not implemented by the local runtime: CloudWatch.DescribeAlarmHistory');
    const identity = new STSClient(settings).send(new GetCallerIdentityCommand({}));
    await expect(identity).rejects.toThrow('not implemented by the local runtime: sts GetCallerIdentity');
  });
});
