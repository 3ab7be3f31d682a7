import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { Sampler } from '../../../../local/aws/runtime/sampler.ts';
import { MetricStore } from '../../../../local/aws/services/metrics/metric-store.ts';
import { queueOperations } from '../../../../local/aws/services/queue/operations.ts';
import { Queues } from '../../../../local/aws/services/queue/queues.ts';
import { tableOperations } from '../../../../local/aws/services/table/operations.ts';
import { Tables } from '../../../../local/aws/services/table/tables.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function sampled() {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 27));
  const metrics = new MetricStore(scheduler);
  const queues = new Queues(scheduler, seededRandom(1));
  const named = (name: string) => ({
    name,
    arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    url: `http://127.0.0.1/000000000000/${name}`,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
  });
  const dead = queues.create(named('dead'));
  const queue = queues.create({ ...named('work'), redrive: { maxReceiveCount: 5, target: () => dead } });
  const tables = new Tables({ clock: scheduler, region: 'us-east-1', accountId: '000000000000' });
  const sampler = new Sampler({ scheduler, metrics, queues, tables, mappings: [] });
  /** As the runtime does: a second after each minute. */
  const round = (): void => {
    scheduler.schedule(MINUTE_MS, round);
    sampler.sample();
  };
  scheduler.schedule(MINUTE_MS + 1_000, round);
  /** Of the minute that was sampled last. */
  const last = (namespace: string, name: string, dimensions: Record<string, string>) => {
    const end = Math.floor((scheduler.now() - 1_000) / MINUTE_MS) * MINUTE_MS;
    return metrics.find(namespace, name, dimensions)?.between(end - MINUTE_MS, end);
  };
  scheduler.advance(1_000);
  return {
    scheduler,
    queue,
    dead,
    tables,
    minutes: (count = 1) => scheduler.advance(count * MINUTE_MS),
    ofQueue: (name: string, QueueName = 'work') => last('AWS/SQS', name, { QueueName })?.maximum,
    ofTable: (name: string, index?: string) =>
      last('AWS/DynamoDB', name, {
        TableName: 'events',
        ...(index !== undefined && { GlobalSecondaryIndexName: index }),
      })?.sum,
    attributesOf: (QueueUrl: string) =>
      queueOperations(queues).GetQueueAttributes?.({ QueueUrl, AttributeNames: ['All'] }),
  };
}

describe('metrics of a queue (AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html)', () => {
  it('are what it holds as a minute ends, 0 too', () => {
    const { queue, minutes, ofQueue } = sampled();
    minutes();
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBe(0);
    queue.send('a');
    queue.send('b');
    queue.send('c', {}, 900);
    queue.receive(1, 600);
    minutes();
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBe(1);
    expect(ofQueue('ApproximateNumberOfMessagesNotVisible')).toBe(1);
    expect(ofQueue('ApproximateNumberOfMessagesDelayed')).toBe(1);
  });

  it('have the age of the oldest message only while there is one', () => {
    const { queue, minutes, ofQueue } = sampled();
    minutes();
    expect(ofQueue('ApproximateAgeOfOldestMessage')).toBeUndefined();
    queue.send('a');
    minutes(3);
    expect(ofQueue('ApproximateAgeOfOldestMessage')).toBe(180);
    queue.purge();
    minutes();
    expect(ofQueue('ApproximateAgeOfOldestMessage')).toBeUndefined();
  });

  it('leave out of that age a message received three times, and count a dead letter from its move', () => {
    const { queue, minutes, ofQueue } = sampled();
    queue.send('poison');
    minutes();
    queue.send('second');
    for (let receives = 0; receives < 3; receives += 1) {
      queue.receive(1, 0);
    }
    minutes();
    expect(ofQueue('ApproximateAgeOfOldestMessage')).toBe(60);
    for (let receives = 0; receives < 6; receives += 1) queue.receive(1, 0);
    minutes();
    expect(ofQueue('ApproximateAgeOfOldestMessage', 'dead')).toBe(60);
  });

  it('end six hours after its last use, and begin again 15 minutes after the next', () => {
    const { queue, minutes, ofQueue, scheduler } = sampled();
    queue.send('a');
    queue.purge();
    scheduler.advance(6 * HOUR_MS - MINUTE_MS);
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBe(0);
    minutes(2);
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBeUndefined();
    queue.send('late');
    minutes(14);
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBeUndefined();
    minutes(2);
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBe(1);
    expect(ofQueue('ApproximateAgeOfOldestMessage')).toBeGreaterThan(900);
  });

  it('do not end while it holds a message', () => {
    const { queue, ofQueue, scheduler } = sampled();
    queue.send('a');
    scheduler.advance(20 * HOUR_MS);
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBe(1);
  });

  it('do not end while someone asks for its attributes', () => {
    const { queue, attributesOf, ofQueue, scheduler } = sampled();
    for (let round = 0; round < 4; round += 1) {
      scheduler.advance(4 * HOUR_MS);
      attributesOf(queue.settings.url);
    }
    queue.send('a');
    scheduler.advance(2 * MINUTE_MS);
    expect(ofQueue('ApproximateNumberOfMessagesVisible')).toBe(1);
  });
});

describe('units that a table used (amazondynamodb/latest/developerguide/metrics-dimensions.html)', () => {
  function withTable() {
    const setting = sampled();
    setting.tables.create({
      TableName: 'events',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'score', AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'ranking',
          KeySchema: [{ AttributeName: 'score', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
    const operations = tableOperations(setting.tables);
    return {
      ...setting,
      put: (pk: string, score?: number) =>
        operations.PutItem?.({
          TableName: 'events',
          Item: { pk: { S: pk }, ...(score !== undefined && { score: { N: String(score) } }) },
        }),
      query: () =>
        operations.Query?.({
          TableName: 'events',
          IndexName: 'ranking',
          KeyConditionExpression: 'score = :s',
          ExpressionAttributeValues: { ':s': { N: '7' } },
        }),
    };
  }

  it('are counted of the table without its indexes, and of each index', () => {
    const { put, query, minutes, ofTable } = withTable();
    put('a');
    put('b', 7);
    query();
    minutes();
    expect(ofTable('ConsumedWriteCapacityUnits')).toBe(2);
    expect(ofTable('ConsumedWriteCapacityUnits', 'ranking')).toBe(1);
    expect(ofTable('ConsumedReadCapacityUnits')).toBe(0);
    expect(ofTable('ConsumedReadCapacityUnits', 'ranking')).toBe(0.5);
  });

  it('are 0 in minutes without use', () => {
    const { put, minutes, ofTable } = withTable();
    put('b', 7);
    minutes(2);
    expect(ofTable('ConsumedWriteCapacityUnits')).toBe(0);
    expect(ofTable('ConsumedWriteCapacityUnits', 'ranking')).toBe(0);
  });
});
