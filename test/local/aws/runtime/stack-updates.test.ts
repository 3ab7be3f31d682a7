import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssembly } from '../../../../local/aws/template/load.ts';
import { replaceCode } from '../../../../local/aws/template/replace-code.ts';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { miniResources, writeAssembly } from '../../../helpers/mini-stack.ts';

type Resources = ReturnType<typeof miniResources>;

const FIXTURES = path.resolve(import.meta.dirname, '../../../fixtures/mini-stack');

let runtime: Runtime;
let logged: string;
let kept: string[];

beforeEach(async () => {
  logged = '';
  kept = [];
  runtime = await startRuntime({
    assemblyDirectory: await writeAssembly(),
    port: 0,
    awsPort: 0,
    signToken: async ({ player }) => player,
    log: (_name, output) => {
      logged += output;
    },
    onKept: (ids) => kept.push(...ids),
  });
});
afterEach(() => runtime.close());

function post(body: unknown): Promise<Response> {
  return fetch(`${runtime.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: 'Bearer ada', 'x-api-key': runtime.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function event(type = 'thing.done') {
  return { id: randomUUID(), type };
}

/** Creates code that returns its name and otherwise behaves like the fixture, after a given prefix. */
function codeNamed(name: string, fixture: string, before = ''): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-code-'));
  const inner = pathToFileURL(path.join(FIXTURES, fixture, 'index.mjs')).href;
  writeFileSync(
    path.join(directory, 'index.mjs'),
    `import { handler as inner } from '${inner}';
${before}
export const handler = async (event) => {
  console.log('begins in ${name}');
  const answer = await inner(event);
  return answer?.statusCode === undefined ? answer : { ...answer, headers: { 'x-code': '${name}' } };
};`,
  );
  return directory;
}

/** Gives a function other code, like the hot reload. */
function reload(fixture: string, name: string, before?: string) {
  const directory = codeNamed(name, fixture, before);
  return runtime.update((current) => {
    const { Code: code } = current.template.resources.get(LOGICAL_IDS[fixture] ?? '')?.properties ?? {};
    return replaceCode(
      current,
      new Map([[(code as { S3Key: string }).S3Key, { key: `${fixture}-${name}.zip`, directory }]]),
    );
  });
}
const LOGICAL_IDS: Readonly<Record<string, string>> = { ingest: 'Ingest', handle: 'Handle', authorize: 'Authorize' };

/** Changes the stack's resources and applies the result. */
async function apply(change: (resources: Resources) => void) {
  const resources = miniResources();
  change(resources);
  const assembly = await loadAssembly(await writeAssembly(resources));
  return runtime.update(() => assembly);
}

function set(resources: Resources, logicalId: string, properties: Record<string, unknown>): void {
  Object.assign(resources[logicalId]?.Properties ?? {}, properties);
}

/**
 * Sends events one after the other on four connections until it is ended. Resolves with the number of accepted events.
 */
function load(type = 'thing.done'): () => Promise<number> {
  let ended = false;
  let accepted = 0;
  const clients = Array.from({ length: 4 }, async () => {
    while (!ended) {
      const response = await post({ events: [event(type)] });
      const text = await response.text();
      expect(response.status, text).toBe(202);
      const { results } = JSON.parse(text) as { results: { outcome: string }[] };
      for (const { outcome } of results) if (outcome === 'accepted') accepted += 1;
    }
  });
  return async () => {
    ended = true;
    await Promise.all(clients);
    return accepted;
  };
}

function processed(type = 'thing.done'): number {
  return runtime.stats()[type]?.processed ?? 0;
}

async function processedMore(than = processed()): Promise<void> {
  await expect.poll(() => processed() > than + 20, { timeout: 20_000 }).toBe(true);
}

describe('other code in a running function', () => {
  it('runs later invocations, while running ones end on the old code', async () => {
    await reload('ingest', 'old');
    const slow = post({ sleepMs: 400, events: [event()] });
    await expect.poll(() => logged).toContain('begins in old');
    await reload('ingest', 'new');
    const fast = await post({ events: [event()] });
    expect(fast.headers.get('x-code')).toBe('new');
    const answer = await slow;
    expect([answer.status, answer.headers.get('x-code')]).toEqual([202, 'old']);
  });

  it('is not applied if it throws while it loads', async () => {
    await reload('ingest', 'good');
    await expect(reload('ingest', 'bad', "throw new TypeError('no such table')")).rejects.toThrow(
      'TypeError: no such table',
    );
    expect((await post({ events: [event()] })).headers.get('x-code')).toBe('good');
  });

  it('loses no event and processes none twice under load', async () => {
    const end = load();
    await processedMore();
    for (const name of ['second', 'third', 'fourth']) {
      await reload('handle', name);
      await reload('ingest', name);
      await processedMore();
    }
    const accepted = await end();
    const counts = (await runtime.drain())['thing.done'];
    expect(counts).toMatchObject({ accepted, processed: accepted, duplicates: 0, inFlight: 0 });
    expect(logged).toContain('begins in fourth');
  });
});

describe('another template', () => {
  it('changes a mapping, a shard count and a throttle under load, and no event is lost or processed twice', async () => {
    const { apiKey } = runtime;
    const end = load();
    await processedMore();
    const steps: Record<string, Record<string, unknown>> = { Mapping: { BatchSize: 3, MaximumRetryAttempts: 5 } };
    const applySteps = () =>
      apply((resources) => {
        for (const [logicalId, properties] of Object.entries(steps)) set(resources, logicalId, properties);
      });
    const changed = async () => (await applySteps()).differences.map(({ logicalId }) => logicalId);
    expect(await changed()).toEqual(['Mapping']);
    await processedMore();
    steps.Mapping = { ParallelizationFactor: 4, MaximumBatchingWindowInSeconds: 1 };
    await changed();
    await processedMore();
    steps.Mapping = { ParallelizationFactor: 2 };
    steps.Stream = { ShardCount: 2 };
    expect(await changed()).toEqual(['Stream', 'Mapping']);
    await processedMore();
    steps.UsagePlan = { Throttle: { RateLimit: 900, BurstLimit: 400 } };
    steps.Handle = {
      Timeout: 20,
      Environment: {
        Variables: { TABLE_NAME: { Ref: 'Table' }, QUARANTINE_QUEUE_URL: { Ref: 'Quarantine' }, MORE: '1' },
      },
    };
    await changed();
    await processedMore();
    expect(await changed()).toEqual([]);
    const accepted = await end();
    expect(runtime.apiKey).toBe(apiKey);
    const [mapping] = runtime.cloud.mappings;
    expect(mapping?.settings).toMatchObject({ parallelizationFactor: 2, batchingWindowSeconds: 0, batchSize: 10 });
    expect(runtime.cloud.streams.all()[0]?.openShards).toHaveLength(2);
    const counts = (await runtime.drain())['thing.done'];
    expect(counts).toMatchObject({ accepted, processed: accepted, duplicates: 0, inFlight: 0 });
  });

  it.each([
    [
      'a table key',
      'Table',
      { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] },
      /Table \(AWS::DynamoDB::Table\): AttributeDefinitions, KeySchema cannot change while it runs/,
    ],
    [
      'more than twice the shards',
      'Stream',
      { ShardCount: 8 },
      /Stream .*AWS also refuses this: UpdateShardCount cannot scale up over double/,
    ],
    [
      'the mode of a stream',
      'Stream',
      { StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
      /StreamModeDetails cannot change while it runs/,
    ],
    [
      'the starting position of a mapping',
      'Mapping',
      { StartingPosition: 'LATEST' },
      /StartingPosition cannot change while it runs/,
    ],
    ['the name of the bus', 'Bus', { Name: 'other' }, /Bus .*: Name cannot change while it runs/],
  ])('is refused as a whole if it changes %s', async (_what, logicalId, properties, reason) => {
    const { refusals } = await apply((resources) => {
      set(resources, 'Mapping', { BatchSize: 7 });
      if (logicalId === 'Table') {
        set(resources, 'Table', { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] });
      }
      set(resources, logicalId, properties);
    });
    expect(refusals.join('\n')).toMatch(reason);
    expect(runtime.cloud.mappings[0]?.settings.batchSize).toBe(10);
    expect((await post({ events: [event()] })).status).toBe(202);
  });

  it('is refused with the error of a start if it cannot run at all', async () => {
    await expect(
      apply((resources) => {
        resources.Machine = { Type: 'AWS::StepFunctions::StateMachine' };
      }),
    ).rejects.toThrow('resource Machine: Type: got "AWS::StepFunctions::StateMachine"');
    await expect(apply((resources) => set(resources, 'Mapping', { FilterCriteria: {} }))).rejects.toThrow(
      'FilterCriteria',
    );
    expect((await post({ events: [event()] })).status).toBe(202);
  });

  /** A second chain, of type `thing.seen`. */
  function addSeen(resources: Resources): void {
    const text = JSON.stringify({
      SeenStream: resources.Stream,
      SeenRule: resources.Rule,
      SeenHandle: resources.Handle,
      SeenMapping: resources.Mapping,
      SeenFailures: resources.RuleFailures,
      SeenFailuresPolicy: resources.RuleFailuresPolicy,
    });
    const renamed = text
      .replaceAll('"Stream"', '"SeenStream"')
      .replaceAll('"Rule"', '"SeenRule"')
      .replaceAll('"Handle"', '"SeenHandle"')
      .replaceAll('"RuleFailures"', '"SeenFailures"')
      .replaceAll('thing.done', 'thing.seen');
    Object.assign(resources, JSON.parse(renamed));
    set(resources, 'RulePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['kinesis:PutRecord'],
            Resource: [{ 'Fn::GetAtt': ['Stream', 'Arn'] }, { 'Fn::GetAtt': ['SeenStream', 'Arn'] }],
          },
        ],
      },
    });
    set(resources, 'UnroutedRule', {
      EventPattern: { source: ['cairn.ingest'], 'detail-type': [{ 'anything-but': ['thing.done', 'thing.seen'] }] },
    });
  }

  it('adds an event type, and removes it once its events are processed', async () => {
    const end = load();
    const { refusals } = await apply(addSeen);
    expect(refusals).toEqual([]);
    const endSeen = load('thing.seen');
    await expect.poll(() => processed('thing.seen') > 20, { timeout: 20_000 }).toBe(true);
    const seen = await endSeen();
    // Several seconds of work wait in the stream when the type is removed.
    await reload('handle', 'slow', 'await new Promise((resolve) => setTimeout(resolve, 200));');
    const answer = await post({ events: Array.from({ length: 10 }, () => event('thing.seen')) });
    expect(answer.status).toBe(202);
    await apply(() => {});
    await expect.poll(() => runtime.cloud.streams.all().length, { timeout: 20_000 }).toBe(1);
    expect(runtime.cloud.functions.all().map(({ name }) => name)).not.toContain('mini-SeenHandle');
    expect(runtime.cloud.mappings).toHaveLength(1);
    const rules = runtime.cloud.buses.get('mini')?.rules.map(({ name }) => name);
    expect(rules?.sort()).toEqual(['mini-Rule', 'mini-UnroutedRule']);
    const accepted = await end();
    const counts = await runtime.drain();
    expect(counts['thing.seen']).toMatchObject({ accepted: seen + 10, processed: seen + 10, inFlight: 0 });
    expect(counts['thing.done']).toMatchObject({ accepted, processed: accepted, duplicates: 0 });
  });

  it('keeps a stream that the template retains, and reports it', async () => {
    await apply((resources) => {
      addSeen(resources);
      Object.assign(resources.SeenStream ?? {}, { DeletionPolicy: 'RetainExceptOnCreate' });
    });
    await apply(() => {});
    await expect.poll(() => kept, { timeout: 20_000 }).toEqual(['SeenStream']);
    expect(runtime.cloud.streams.named('mini-SeenStream').status).toBe('ACTIVE');
  });

  it('keeps a queue that still contains messages, and reports it', async () => {
    await apply(addSeen);
    runtime.cloud.queues.named('mini-SeenFailures').send('a dead letter');
    await apply(() => {});
    await expect.poll(() => kept, { timeout: 10_000 }).toEqual(['SeenFailures']);
    await apply(addSeen);
    expect(runtime.cloud.queues.named('mini-SeenFailures').receive(1)).toHaveLength(1);
  });
});
