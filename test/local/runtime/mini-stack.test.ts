import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../../local/runtime/start.ts';
import { writeAssembly } from '../../helpers/mini-stack.ts';

const COUNTED = ['accepted', 'published', 'delivered', 'processed', 'inFlight'] as const;

let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({
    assemblyDirectory: await writeAssembly(),
    port: 0,
    awsPort: 0,
    signToken: async ({ player }) => player,
    log: (name, text) => console.log(name, text),
  });
});
afterAll(() => runtime.close());

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${runtime.url}/v1/events`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer ada',
      'x-api-key': runtime.apiKey,
      'content-type': 'application/json',
      ...headers,
    },
    body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
  });
}

function thing(fields: Record<string, unknown> = {}) {
  return { id: randomUUID(), type: 'thing.done', ...fields };
}

async function settled() {
  await expect
    .poll(() => Object.values(runtime.stats()).every(({ inFlight }) => inFlight === 0), { timeout: 10_000 })
    .toBe(true);
  return runtime.stats()['thing.done'];
}

const client = () => ({
  endpoint: runtime.awsUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});

describe('the chain of a hand-written stack', () => {
  it('takes an event through gateway, bus, stream and mapping into the table', async () => {
    const event = thing();
    const response = await post({ events: [event] });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ results: [{ index: 0, id: event.id, outcome: 'accepted' }] });
    const counts = await settled();
    console.log(
      counts,
      runtime.cloud.objects.list(runtime.stack.resources.get('Failures') ?? '').objects.map((o) => o.body.toString()),
    );
    expect(COUNTED.map((name) => counts?.[name])).toEqual([1, 1, 1, 1, 0]);
    const { Items: items } = await new DynamoDBClient(client()).send(
      new ScanCommand({ TableName: runtime.stack.resources.get('Table') }),
    );
    expect(items).toContainEqual({ pk: { S: event.id }, sk: { S: 'STATE' }, playerId: { S: 'ada' } });
  });
});
