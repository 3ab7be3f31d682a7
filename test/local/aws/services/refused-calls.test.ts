import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import type { JsonObject, Operations } from '../../../../local/aws/services/operation.ts';
import { queueOperations } from '../../../../local/aws/services/queue/operations.ts';
import { Queues } from '../../../../local/aws/services/queue/queues.ts';
import { streamOperations } from '../../../../local/aws/services/stream/operations.ts';
import { Streams } from '../../../../local/aws/services/stream/streams.ts';
import { tableOperations } from '../../../../local/aws/services/table/operations.ts';
import { Tables } from '../../../../local/aws/services/table/tables.ts';

const answerOf = (operations: Operations, name: string, input: JsonObject) => operations[name]?.(input) as JsonObject;
const MIB = 1_048_576;

describe('PutRecords', () => {
  const good = { PartitionKey: 'a', Data: 'AAEC' };
  const records = (bad: JsonObject) => [good, bad, good];

  it.each([
    ['an empty partition key', { ...good, PartitionKey: '' }],
    ['a partition key of 257 characters', { ...good, PartitionKey: 'k'.repeat(257) }],
    ['no partition key', { Data: 'AAEC' }],
    ['no data', { PartitionKey: 'a' }],
    ['data of more than 1 MiB', { ...good, Data: Buffer.alloc(MIB).toString('base64') }],
    ['a hash key beyond the space', { ...good, ExplicitHashKey: String(1n << 128n) }],
    ['a hash key that is not a number', { ...good, ExplicitHashKey: 'x' }],
  ])('stores none of its records where one has %s', (_what, bad) => {
    const streams = new Streams(new VirtualScheduler());
    const stream = streams.create({ name: 's', arn: 'arn', shardCount: 1, retentionHours: 24, mode: 'PROVISIONED' });
    stream.activate();
    const operations = streamOperations(streams);
    expect(() => answerOf(operations, 'PutRecords', { StreamName: 's', Records: records(bad) })).toThrow();
    expect(stream.shards[0]?.written).toEqual({ records: 0, bytes: 0 });
    expect(answerOf(operations, 'PutRecords', { StreamName: 's', Records: [good] })).toMatchObject({
      FailedRecordCount: 0,
    });
  });
});

describe('a batch of messages', () => {
  function queue() {
    const queues = new Queues(new VirtualScheduler(), seededRandom(1));
    const settings = { visibilityTimeoutSeconds: 30, retentionSeconds: 60, delaySeconds: 0 };
    const made = queues.create({
      name: 'q',
      arn: 'arn:aws:sqs:us-east-1:000000000000:q',
      url: 'http://q/q',
      ...settings,
    });
    const operations = queueOperations(queues);
    const call = (name: string, Entries: readonly JsonObject[]) =>
      answerOf(operations, name, { QueueUrl: 'q', Entries });
    return { queue: made, call, bodies: () => made.receive(10).map(({ body }) => body) };
  }
  const entry = (Id: string, fields: JsonObject = {}): JsonObject => ({ Id, MessageBody: Id, ...fields });

  it('rejects the entries that AWS rejects, and sends the others', () => {
    const { call, bodies } = queue();
    const answer = call('SendMessageBatch', [
      entry('a'),
      entry('control', { MessageBody: '\u0000' }),
      entry('lone', { MessageBody: '\ud800' }),
      entry('empty', { MessageBody: '' }),
      entry('late', { DelaySeconds: 901 }),
      entry('type', { MessageAttributes: { x: { DataType: 'Text', StringValue: 'x' } } }),
      entry('value', { MessageAttributes: { x: { DataType: 'String', StringValue: '' } } }),
      entry('number', { MessageAttributes: { x: { DataType: 'Number', StringValue: 'x' } } }),
      entry('z'),
    ]);
    const idsOf = (list: unknown) => (list as { Id: string }[]).map(({ Id }) => Id);
    expect(idsOf(answer.Successful)).toEqual(['a', 'z']);
    expect(idsOf(answer.Failed)).toEqual(['control', 'lone', 'empty', 'late', 'type', 'value', 'number']);
    expect(answer.Failed).toContainEqual({
      Id: 'late',
      SenderFault: true,
      Code: 'InvalidParameterValue',
      Message: 'Value 901 for parameter DelaySeconds is invalid. Reason: Must be between 0 and 900, if provided.',
    });
    expect(bodies()).toEqual(['a', 'z']);
  });

  it.each([
    ['EmptyBatchRequest', []],
    ['TooManyEntriesInBatchRequest', Array.from({ length: 11 }, (_, index) => entry(`e${index}`))],
    ['BatchEntryIdsNotDistinct', [entry('a'), entry('b'), entry('a')]],
    ['InvalidBatchEntryId', [entry('a'), entry('b c')]],
    ['InvalidBatchEntryId', [entry('a'), entry('x'.repeat(81))]],
    [
      'BatchRequestTooLong',
      [entry('a', { MessageBody: 'x'.repeat(MIB / 2) }), entry('b', { MessageBody: 'y'.repeat(MIB / 2 + 1) })],
    ],
  ])('is refused whole with %s, and nothing is sent', (name, entries) => {
    const { call, bodies } = queue();
    expect(() => call('SendMessageBatch', entries)).toThrow(
      expect.objectContaining({ name: `com.amazonaws.sqs#${name}` }),
    );
    expect(bodies()).toEqual([]);
  });

  it('of deletions is refused as a whole if two ids are equal, and deletes nothing', () => {
    const { queue: made, call } = queue();
    made.send('a');
    const [message] = made.receive(1);
    const entries = [
      { Id: 'a', ReceiptHandle: message?.receiptHandle },
      { Id: 'a', ReceiptHandle: 'x' },
    ];
    expect(() => call('DeleteMessageBatch', entries)).toThrow('repeated');
    expect(made.counts()).toMatchObject({ notVisible: 1 });
  });
});

describe('writes to tables', () => {
  function tables() {
    const operations = tableOperations(new Tables({ clock: { now: () => 0 } }));
    operations.CreateTable({
      TableName: 'items',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'gsi', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byGsi',
          KeySchema: [{ AttributeName: 'gsi', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    });
    return { operations, count: () => operations.Scan({ TableName: 'items', Select: 'COUNT' }).Count };
  }
  const put = (pk: string, fields: JsonObject = {}, TableName = 'items') => ({
    Put: { TableName, Item: { pk: { S: pk }, ...fields } },
  });

  it.each([
    ['an item of more than 400 KB', put('b', { text: { S: 'x'.repeat(410_000) } })],
    ['an index key of another type', put('b', { gsi: { N: '1' } })],
    ['an empty key', put('')],
    ['an invalid number', put('b', { n: { N: 'x' } })],
    ['a key twice', put('a')],
  ])('of a transaction are none where one has %s', (_what, bad) => {
    const { operations, count } = tables();
    expect(() => operations.TransactWriteItems({ TransactItems: [put('a'), bad] })).toThrow();
    expect(count()).toBe(0);
  });

  it('of a transaction are refused if an item occurs twice, by two names of its table', () => {
    const { operations, count } = tables();
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/items';
    expect(() => operations.TransactWriteItems({ TransactItems: [put('a'), put('a', {}, arn)] })).toThrow(
      'multiple operations on one item',
    );
    expect(count()).toBe(0);
  });

  it('create no table whose throughput contradicts its billing mode', () => {
    const { operations } = tables();
    const table = {
      TableName: 'other',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    };
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    expect(() => operations.CreateTable(table)).toThrow('No provisioned throughput specified');
    expect(() => operations.CreateTable({ ...table, BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput })).toThrow();
    expect(operations.ListTables({}).TableNames).toEqual(['items']);
    expect(operations.CreateTable({ ...table, ProvisionedThroughput }).TableDescription).toMatchObject({
      ProvisionedThroughput,
    });
  });
});
