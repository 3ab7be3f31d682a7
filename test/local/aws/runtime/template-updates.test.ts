import { describe, expect, it } from 'vitest';
import { event, set, updatedStack } from './updated-stack.ts';

const stack = updatedStack();
const { post, apply, load, processedMore } = stack;

describe('another template', () => {
  it('changes a mapping, a shard count and a throttle under load, and no event is lost or processed twice', async () => {
    const { apiKey } = stack.runtime;
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
    expect(stack.runtime.apiKey).toBe(apiKey);
    const [mapping] = stack.runtime.cloud.mappings;
    expect(mapping?.settings).toMatchObject({ parallelizationFactor: 2, batchingWindowSeconds: 0, batchSize: 10 });
    expect(stack.runtime.cloud.streams.all()[0]?.openShards).toHaveLength(2);
    const counts = (await stack.runtime.drain())['thing.done'];
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
    expect(stack.runtime.cloud.mappings[0]?.settings.batchSize).toBe(10);
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
});
