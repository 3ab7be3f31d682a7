import { decode, encode, Token, Type } from 'cborg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APIS, rpcServices } from '../../../../local/aws/runtime/aws-services.ts';
import type { Api } from '../../../../local/aws/services/api/check-input.ts';
import type { JsonObject } from '../../../../local/aws/services/operation.ts';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { miniResources, writeAssembly } from '../../../helpers/mini-stack.ts';

/** Resources that the operations need and the mini stack does not have. */
const MORE = {
  Archive: { Type: 'AWS::Events::Archive', Properties: { SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] } } },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'alarm',
      Namespace: 'AWS/Kinesis',
      MetricName: 'IncomingRecords',
      Statistic: 'Sum',
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  },
  Composite: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM("alarm")' } },
};

let runtime: Runtime;
beforeAll(async () => {
  runtime = await startRuntime({
    assemblyDirectory: await writeAssembly({ ...miniResources(), ...MORE }),
    port: 0,
    awsPort: 0,
    signToken: async () => '',
  });
});
afterAll(() => runtime.close());

const nameOf = (logicalId: string): string => runtime.stack.resources.get(logicalId) ?? '';
const TARGETS = {
  kinesis: 'Kinesis_20131202',
  events: 'AWSEvents',
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
  monitoring: 'GraniteServiceVersion20100801',
} as const;
type Rpc = keyof typeof TARGETS;

async function json(service: Rpc, operation: string, input: JsonObject): Promise<JsonObject> {
  const response = await fetch(runtime.awsUrl, {
    method: 'POST',
    headers: { 'x-amz-target': `${TARGETS[service]}.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  });
  const output = JSON.parse(await response.text());
  if (response.status !== 200) throw new Error(`${operation}: ${response.status} ${JSON.stringify(output)}`);
  return output;
}

/** Number of tables created so far, because no operation deletes one. */
let tables = 0;

/** Calls each operation of a service, in an order in which each finds the resources that it needs. */
type Calls = (call: (operation: string, input?: JsonObject) => Promise<JsonObject>) => Promise<void>;

/** A deleted stream keeps its name for a while. */
let round = 0;

const CALLS: Readonly<Record<Rpc, Calls>> = {
  kinesis: async (call) => {
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
  sqs: async (call) => {
    const queue = { QueueUrl: nameOf('Unrouted') };
    const MessageAttributes = { kind: { DataType: 'Binary', BinaryValue: 'AAEC' } };
    await call('ListQueues', { MaxResults: 1 });
    await call('GetQueueUrl', { QueueName: nameOf('Unrouted').split('/').at(-1) });
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

/** Lists the differences of an answer from AWS's model: missing members, unknown members, other types. */
function differences({ model }: Api, shapeName: string | undefined, value: unknown, at = ''): string[] {
  const shape = model.shapes[shapeName ?? ''];
  if (shape === undefined || value === undefined) return [];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  switch (shape.type) {
    case 'structure': {
      if (!isObject) return [`${at} is no structure`];
      const missing = (shape.required ?? []).filter((name) => (value as JsonObject)[name] === undefined);
      return [
        ...missing.map((name) => `${at}.${name} is missing`),
        ...Object.entries(value).flatMap(([name, member]) =>
          shape.members?.[name] === undefined
            ? [`${at}.${name} is no member`]
            : differences({ model } as Api, shape.members[name], member, `${at}.${name}`),
        ),
      ];
    }
    case 'list':
      if (!Array.isArray(value)) return [`${at} is no list`];
      return value.flatMap((element) => differences({ model } as Api, shape.member, element, `${at}[]`));
    case 'map':
      if (!isObject) return [`${at} is no map`];
      return Object.values(value).flatMap((member) => differences({ model } as Api, shape.value, member, `${at}{}`));
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    case 'string':
    case 'blob': {
      if (typeof value !== 'string') return [`${at} is no text`];
      const isKnown = shape.enum === undefined || shape.enum.includes(value);
      return isKnown ? [] : [`${at} is ${value}, none of ${shape.enum?.join(', ')}`];
    }
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? [] : [`${at} is no whole number`];
    default:
      return typeof value === 'number' ? [] : [`${at} is no number`];
  }
}

describe.each(Object.keys(TARGETS) as Rpc[])('every answer of %s', (service) => {
  const api: Api = APIS[service];
  const called = (send: typeof json, seen: (operation: string, output: JsonObject) => void): Promise<void> =>
    CALLS[service](async (operation, input = {}) => {
      const output = await send(service, operation, input);
      seen(operation, output);
      return output;
    });

  it("contains the members that AWS's model requires, and no others", async () => {
    const found: string[] = [];
    const operations = new Set<string>();
    await called(json, (operation, output) => {
      operations.add(operation);
      found.push(...differences(api, api.model.operations[operation]?.output, output, operation));
    });
    expect(found).toEqual([]);
    const served = Object.keys(api.model.operations).filter((operation) => operation !== 'CancelReplay');
    expect([...operations].sort()).toEqual(served.sort());
  });

  it('is the same in CBOR, by Smithy RPC v2', async () => {
    const found: string[] = [];
    const cbor = async (_service: Rpc, operation: string, input: JsonObject): Promise<JsonObject> => {
      const output = await rpcV2(
        TARGETS[service],
        operation,
        withBytes(api, api.model.operations[operation]?.input, input),
      );
      return asJson(output) as JsonObject;
    };
    await called(renamed(cbor), (operation, output) => {
      found.push(...differences(api, api.model.operations[operation]?.output, output, operation));
    });
    expect(found).toEqual([]);
  });
});

it('the answer of CancelReplay contains them too, in the same turn, before the replay can end', () => {
  const operations = rpcServices(runtime.cloud).get('AWSEvents')?.operations ?? {};
  const [archive] = [...runtime.cloud.buses.archives.values()];
  operations.StartReplay?.({
    ReplayName: 'cancelled',
    EventSourceArn: archive?.settings.arn,
    EventStartTime: 0,
    EventEndTime: 1_000,
    Destination: { Arn: archive?.settings.eventSourceArn },
  });
  const output = operations.CancelReplay?.({ ReplayName: 'cancelled' });
  expect(output).toMatchObject({ State: 'CANCELLED' });
  expect(differences(APIS.events, APIS.events.model.operations.CancelReplay?.output, output)).toEqual([]);
});

/** A replay's name can be used only once. */
function renamed(send: typeof json): typeof json {
  return (service, operation, input) =>
    send(service, operation, input.ReplayName === undefined ? input : { ...input, ReplayName: 'calls-again' });
}

async function rpcV2(service: string, operation: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${runtime.awsUrl}/service/${service}/operation/${operation}`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor', accept: 'application/cbor' },
    body: Buffer.from(encode(input, TIMES)),
  });
  expect(response.headers.get('content-type')).toBe('application/cbor');
  expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
  const output = decode(new Uint8Array(await response.arrayBuffer()), {
    tags: { 1: (content) => new Date(Number(content()) * 1_000) },
  });
  if (response.status !== 200) throw new Error(`${operation}: ${JSON.stringify(output)}`);
  return output;
}

const TIMES = {
  typeEncoders: {
    Date: (date: Date) => [new Token(Type.tag, 1), new Token(Type.float, date.getTime() / 1_000)],
  },
};

/** Converts an input into the form of a CBOR client: bytes for blobs, dates for times. */
function withBytes({ model }: Api, shapeName: string | undefined, value: unknown): unknown {
  const shape = model.shapes[shapeName ?? ''];
  if (Array.isArray(value)) return value.map((element) => withBytes({ model } as Api, shape?.member, element));
  if (shape?.type === 'blob') return Buffer.from(String(value), 'base64');
  if (shape?.type === 'timestamp') return new Date(Number(value) * 1_000);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      withBytes({ model } as Api, shape?.members?.[name] ?? shape?.value, member),
    ]),
  );
}

/** Converts an answer into its JSON form. */
function asJson(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asJson(member)]));
}

describe("Kinesis in CBOR, the protocol of AWS's Java clients", () => {
  const CONTENT_TYPE = 'application/x-amz-cbor-1.1';
  const call = async (operation: string, body: Uint8Array) => {
    const response = await fetch(runtime.awsUrl, {
      method: 'POST',
      headers: { 'x-amz-target': `Kinesis_20131202.${operation}`, 'content-type': CONTENT_TYPE },
      body: Buffer.from(body),
    });
    expect(response.headers.get('content-type')).toBe(CONTENT_TYPE);
    const tags = { 1: (content: () => unknown) => ({ milliseconds: content() }) };
    return { status: response.status, output: decode(new Uint8Array(await response.arrayBuffer()), { tags }) };
  };

  it('accepts and returns bytes, with times in milliseconds', async () => {
    const StreamName = nameOf('Stream');
    const before = Date.now();
    const Data = new Uint8Array([0, 255, 128]);
    await call('PutRecord', encode({ StreamName, PartitionKey: 'cbor', Data }));
    const milliseconds = { Date: (date: Date) => [new Token(Type.tag, 1), new Token(Type.uint, date.getTime())] };
    const from = {
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: new Date(before - 1),
    };
    const iterator = await call('GetShardIterator', encode({ StreamName, ...from }, { typeEncoders: milliseconds }));
    const { output } = await call('GetRecords', encode({ ShardIterator: iterator.output.ShardIterator }));
    const record = output.Records.find(({ PartitionKey }: { PartitionKey: string }) => PartitionKey === 'cbor');
    expect(Buffer.from(record.Data)).toEqual(Buffer.from(Data));
    expect(record.ApproximateArrivalTimestamp.milliseconds).toBeGreaterThanOrEqual(before);
    expect(record.ApproximateArrivalTimestamp.milliseconds).toBeLessThanOrEqual(Date.now());
  });

  it('accepts maps and lists without their length, as streaming encoders write them', async () => {
    // {_ "StreamName": "none"}
    const body = Buffer.concat([
      Buffer.from([0xbf, 0x6a]),
      Buffer.from('StreamName'),
      Buffer.from([0x64]),
      Buffer.from('none'),
      Buffer.from([0xff]),
    ]);
    const { status, output } = await call('DescribeStreamSummary', body);
    expect([status, output.__type]).toEqual([400, 'ResourceNotFoundException']);
  });

  it('answers a body that is not CBOR with an error in CBOR', async () => {
    const { status, output } = await call('PutRecord', Buffer.from('{"StreamName":"s"}'));
    expect([status, output.__type]).toEqual([400, 'SerializationException']);
  });
});

describe('a request that no service accepts', () => {
  const ask = async (path: string, headers: Record<string, string>, body?: string) => {
    const response = await fetch(`${runtime.awsUrl}${path}`, { method: 'POST', headers, body: body ?? null });
    return `${response.status} ${await response.text()}`;
  };
  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
  });

  it.each([
    ['/', signed('states'), 'not implemented by the local runtime: the service states (POST /)'],
    ['/somewhere', {}, 'no service of the local runtime accepts POST /somewhere'],
    [
      '/',
      { 'x-amz-target': 'Logs_20140328.PutLogEvents' },
      'not implemented by the local runtime: Logs_20140328.PutLogEvents',
    ],
    [
      '/',
      { 'x-amz-target': 'Kinesis_20131202.ListStreams', 'content-type': 'application/xml' },
      'Kinesis_20131202.ListStreams as application/xml',
    ],
    [
      '/service/Kinesis_20131202/operation/ListStreams',
      { 'smithy-protocol': 'rpc-v2-json' },
      'the protocol rpc-v2-json',
    ],
    [
      '/2020-06-30/functions/f/code-signing-config',
      signed('lambda'),
      'not implemented by the local runtime: Lambda.POST /2020-06-30/functions/f/code-signing-config',
    ],
    ['/restapis', signed('apigateway'), 'not implemented by the local runtime: API Gateway.POST /restapis'],
    ['/bucket?delete', signed('s3'), 'not implemented by the local runtime: S3.POST /bucket?delete='],
  ])('POST %s with %j gets an error that names the request', async (path, headers, message) => {
    expect(await ask(path, headers)).toContain(message);
  });

  it('of the query protocol gets an error that names the service and the supported clients', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const sqs = await ask('/', { ...form, ...signed('sqs') }, 'Action=SendMessage&Version=2012-11-05');
    expect(sqs).toContain("sqs SendMessage in AWS's query protocol; use a client of 2024 or later");
    expect(await ask('/', { ...form, ...signed('sts') }, 'Action=GetCallerIdentity')).toContain(
      'sts GetCallerIdentity',
    );
  });
});
