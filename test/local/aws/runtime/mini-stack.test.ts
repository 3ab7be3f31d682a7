import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { miniResources, writeAssembly } from '../../../helpers/mini-stack.ts';

const COUNTED = ['accepted', 'published', 'delivered', 'processed', 'inFlight'] as const;

let runtime: Runtime;

beforeAll(async () => {
  runtime = await startRuntime({
    assemblyDirectory: await writeAssembly(),
    port: 0,
    awsPort: 0,
    signToken: async ({ player }) => player,
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
    body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
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
  it('processes an event through gateway, bus, stream and mapping into the table', async () => {
    const event = thing();
    const response = await post({ events: [event] });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ results: [{ index: 0, id: event.id, outcome: 'accepted' }] });
    const counts = await settled();
    expect(COUNTED.map((name) => counts?.[name])).toEqual([1, 1, 1, 1, 0]);
    const { Items: items } = await new DynamoDBClient(client()).send(
      new ScanCommand({ TableName: runtime.stack.resources.get('Table') }),
    );
    expect(items).toContainEqual({ pk: { S: event.id }, sk: { S: 'STATE' }, playerId: { S: 'ada' } });
  });

  it('inflates gzip bodies', async () => {
    const event = thing();
    const response = await post(gzipSync(JSON.stringify({ events: [event] })), { 'content-encoding': 'gzip' });
    expect(await response.json()).toMatchObject({ results: [{ id: event.id, outcome: 'accepted' }] });
    await settled();
  });

  it('accounts for rejected, unrouted, quarantined, pending and dead-lettered events', async () => {
    const before = await settled();
    const poison = thing({ fail: true });
    const response = await post({
      events: [
        thing({ quarantine: true }),
        thing({ pending: true }),
        poison,
        { type: 'thing.done' },
        { id: randomUUID(), type: 'nope' },
      ],
    });
    expect(response.status).toBe(202);
    const after = await settled();
    const grown = Object.entries(after ?? {}).flatMap(([name, count]) => {
      const growth = count - (before?.[name as keyof typeof before] ?? 0);
      return growth === 0 ? [] : [[name, growth]];
    });
    expect(Object.fromEntries(grown)).toEqual({
      accepted: 3,
      rejected: 1,
      published: 3,
      delivered: 3,
      processed: 1,
      pending: 1,
      quarantined: 1,
      deadLettered: 1,
    });
    expect(runtime.stats().unknown).toMatchObject({ accepted: 1, unrouted: 1 });

    const s3 = new S3Client({ ...client(), forcePathStyle: true });
    const bucket = runtime.stack.resources.get('Failures');
    const { Contents: objects = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: 'aws/lambda/' }),
    );
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: objects[0]?.Key }));
    const { payload, KinesisBatchInfo: info } = JSON.parse((await body?.transformToString()) ?? '');
    expect(info.batchSize).toBe(1);
    const [record] = JSON.parse(payload).Records;
    expect(JSON.parse(Buffer.from(record.kinesis.data, 'base64').toString()).detail.events).toEqual([poison]);
  });

  it('answers refusals like API Gateway: 401, 403, 415 and 502', async () => {
    expect((await post({}, { authorization: 'Bearer bad' })).status).toBe(401);
    expect((await post({}, { authorization: 'Bearer denied' })).status).toBe(403);
    expect((await post({}, { 'x-api-key': 'wrong' })).status).toBe(403);
    expect((await post(Buffer.from('no gzip'), { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await post({ shape: { noStatus: true } })).status).toBe(502);
  });

  it('answers 504 if a function takes longer than its integration waits', async () => {
    const resources = miniResources();
    const { Integration, ...properties } = resources.PostEvents?.Properties ?? {};
    const impatiently = { ...(Integration as object), TimeoutInMillis: 50 };
    resources.PostEvents = { Type: 'AWS::ApiGateway::Method', Properties: { ...properties, Integration: impatiently } };
    const impatient = await startRuntime({
      assemblyDirectory: await writeAssembly(resources),
      port: 0,
      awsPort: 0,
      signToken: async ({ player }) => player,
    });
    try {
      const { status } = await fetch(`${impatient.url}/v1/events`, {
        method: 'POST',
        headers: { authorization: 'Bearer ada', 'x-api-key': impatient.apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ sleepMs: 1_000, events: [] }),
      });
      expect(status).toBe(504);
    } finally {
      await impatient.close();
    }
  });

  it('replaces a thread that crashed', async () => {
    expect((await post({ crash: true })).status).toBe(502);
    expect((await post({ events: [thing()] })).status).toBe(202);
    await settled();
  });

  it('serves its own pages', async () => {
    const page = async (path: string): Promise<object> =>
      JSON.parse(await (await fetch(`${runtime.url}${path}`)).text());
    expect(await page('/local/health')).toEqual({ status: 'ok', stage: expect.any(String), awsUrl: runtime.awsUrl });
    expect(await page('/local/token?player=ada')).toEqual({ token: 'ada', apiKey: runtime.apiKey });
    expect(await page('/local/token')).toMatchObject({ error: { code: 'missing_player' } });
    const { events, memory } = JSON.parse(await (await fetch(`${runtime.url}/local/stats`)).text());
    expect(Object.keys(events)).toEqual(['thing.done', 'unknown']);
    expect(memory).toMatchObject({
      budgetBytes: expect.any(Number),
      waitingBytes: { 'unread stream records': 0, 'unanswered requests': 0 },
      history: { 'event ids': { letGo: 0 }, 'read stream records': { letGo: 0 } },
    });
  });
});

describe('starting', () => {
  const options = { port: 0, awsPort: 0, signToken: async () => '' };

  it('lists the resource types without effect', () => {
    expect(runtime.stack.withoutEffect).toEqual({ 'AWS::Logs::LogGroup': 1 });
  });

  it('names the option of a port that is in use', async () => {
    const assemblyDirectory = await writeAssembly();
    const port = Number(new URL(runtime.url).port);
    await expect(startRuntime({ ...options, assemblyDirectory, port })).rejects.toThrow(`--port: got ${port}`);
    const awsPort = Number(new URL(runtime.awsUrl).port);
    await expect(startRuntime({ ...options, assemblyDirectory, awsPort })).rejects.toThrow(
      `--aws-port: got ${awsPort}`,
    );
  });

  it('names an unknown resource type', async () => {
    const resources = { ...miniResources(), Machine: { Type: 'AWS::StepFunctions::StateMachine' } };
    const assemblyDirectory = await writeAssembly(resources);
    await expect(startRuntime({ ...options, assemblyDirectory })).rejects.toThrow(
      /resource Machine: Type: got "AWS::StepFunctions::StateMachine"/,
    );
  });

  it("sends events to the rule's dead-letter queue if the rule may not write to its stream, and drains", async () => {
    const { RulePolicy: _policy, ...resources } = miniResources();
    const denied = await startRuntime({ ...options, assemblyDirectory: await writeAssembly(resources) });
    try {
      const response = await fetch(`${denied.url}/v1/events`, {
        method: 'POST',
        headers: { authorization: 'Bearer ada', 'x-api-key': denied.apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ events: [thing()] }),
      });
      expect(response.status).toBe(202);
      expect((await denied.drain())['thing.done']).toMatchObject({ accepted: 1, deadLettered: 1, inFlight: 0 });
      const [letter] = denied.cloud.queues.named(denied.stack.resources.get('RuleFailures') ?? '').receive(1);
      expect(letter?.attributes.ERROR_CODE?.StringValue).toBe('NO_PERMISSIONS');
    } finally {
      await denied.close();
    }
  });
});
