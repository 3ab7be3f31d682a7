import { describe, expect, it } from 'vitest';
import { event, type Resources, set, updatedStack } from './updated-stack.ts';

const stack = updatedStack();
const { post, reload, apply, load, processed } = stack;

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

describe('another template', () => {
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
    await expect.poll(() => stack.runtime.cloud.streams.all().length, { timeout: 20_000 }).toBe(1);
    expect(stack.runtime.cloud.functions.all().map(({ name }) => name)).not.toContain('mini-SeenHandle');
    expect(stack.runtime.cloud.mappings).toHaveLength(1);
    const rules = stack.runtime.cloud.buses.get('mini')?.rules.map(({ name }) => name);
    expect(rules?.sort()).toEqual(['mini-Rule', 'mini-UnroutedRule']);
    const accepted = await end();
    const counts = await stack.runtime.drain();
    expect(counts['thing.seen']).toMatchObject({ accepted: seen + 10, processed: seen + 10, inFlight: 0 });
    expect(counts['thing.done']).toMatchObject({ accepted, processed: accepted, duplicates: 0 });
  });

  it('keeps a stream that the template retains, and reports it', async () => {
    await apply((resources) => {
      addSeen(resources);
      Object.assign(resources.SeenStream ?? {}, { DeletionPolicy: 'RetainExceptOnCreate' });
    });
    await apply(() => {});
    await expect.poll(() => stack.kept, { timeout: 20_000 }).toEqual(['SeenStream']);
    expect(stack.runtime.cloud.streams.named('mini-SeenStream').status).toBe('ACTIVE');
  });

  it('keeps a queue that still contains messages, and reports it', async () => {
    await apply(addSeen);
    stack.runtime.cloud.queues.named('mini-SeenFailures').send('a dead letter');
    await apply(() => {});
    await expect.poll(() => stack.kept, { timeout: 10_000 }).toEqual(['SeenFailures']);
    await apply(addSeen);
    expect(stack.runtime.cloud.queues.named('mini-SeenFailures').receive(1)).toHaveLength(1);
  });
});
