import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../catalog/index.ts';
import { pascalName } from '../../catalog/names.ts';
import { stages } from '../../catalog/stages.ts';
import { typeTopology } from '../../core/chain/type-topology.ts';
import { type Resource, resourcesOf, stackOf, stageNames, templateOf, waitsFor } from '../helpers/templates.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';

/** The only resource of `type` whose construct belongs to the event type. */
function oneOf(template: Template, type: string, eventType: string): Resource {
  const own = Object.entries(resourcesOf(template, type)).filter(([id]) => id.startsWith(pascalName(eventType)));
  expect(own).toHaveLength(1);
  const [[, resource] = []] = own;
  if (resource === undefined) throw new Error(`no ${type} of ${eventType}`);
  return resource;
}

describe.each(stageNames)('The chains of stage %s', (stageName) => {
  const stage = stages[stageName];

  it('are exactly one for each type of the catalog', () => {
    const template = templateOf(stageName);
    template.resourceCountIs('AWS::Kinesis::Stream', catalog.length);
    template.resourceCountIs(MAPPING, catalog.length);
    template.resourceCountIs('AWS::Events::Rule', catalog.length + 1);
    const governors = stage.governor === undefined || stage.governor === 'off' ? 0 : 1;
    template.resourceCountIs('AWS::Lambda::Function', catalog.length + 3 + governors);
  });

  it.each(catalog)('route $type by its key, with a dead-letter queue', (definition) => {
    const { type } = definition;
    const { Properties } = oneOf(templateOf(stageName), 'AWS::Events::Rule', type);
    const age = typeTopology(definition, stage).mapping.maxRecordAgeSeconds.value;
    expect(Properties.EventPattern).toEqual({ source: ['cairn.ingest'], 'detail-type': [type] });
    expect(Properties.Targets).toHaveLength(1);
    expect(Properties.Targets[0]).toMatchObject({
      KinesisParameters: { PartitionKeyPath: '$.detail.partitionKey' },
      DeadLetterConfig: { Arn: {} },
      RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: Math.min(86_400, age) },
    });
  });

  it.each(catalog)('let the rule of $type write to its own stream before the first event', ({ type }) => {
    const resources = resourcesOf(templateOf(stageName));
    const rule = oneOf(templateOf(stageName), 'AWS::Events::Rule', type);
    const policies = [...waitsFor(rule)].map((id) => resources[id]).filter((each) => each?.Type === 'AWS::IAM::Policy');
    expect(policies).toHaveLength(1);
    expect(policies[0]?.Properties.PolicyDocument.Statement).toMatchObject([
      {
        Action: expect.arrayContaining(['kinesis:PutRecord', 'kinesis:PutRecords']),
        Resource: { 'Fn::GetAtt': [expect.stringMatching(`^${pascalName(type)}Stream`), 'Arn'] },
      },
    ]);
  });

  it.each(catalog)('size $type by the plan', (definition) => {
    const template = templateOf(stageName);
    const topology = typeTopology(definition, stage);
    const { mapping: settings, handler: size } = topology;
    const mapping = oneOf(template, MAPPING, definition.type);
    expect(mapping.Properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: settings.batchSize.value,
      MaximumBatchingWindowInSeconds: settings.batchingWindowSeconds.value,
      ParallelizationFactor: settings.parallelizationFactor.value,
      MaximumRetryAttempts: settings.retryAttempts.value,
      MaximumRecordAgeInSeconds: settings.maxRecordAgeSeconds.value,
      BisectBatchOnFunctionError: settings.bisectBatchOnError.value,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^Failures/), 'Arn'] } } },
    });
    const stream = oneOf(template, 'AWS::Kinesis::Stream', definition.type).Properties;
    expect(stream.ShardCount).toBe(topology.stream.shards.value);
    expect(stream.RetentionPeriodHours * 3_600).toBeGreaterThanOrEqual(settings.maxRecordAgeSeconds.value);
    const handler = oneOf(template, 'AWS::Lambda::Function', definition.type).Properties;
    expect(handler).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: size.memoryMb.value,
      Timeout: size.timeoutSeconds.value,
      Environment: { Variables: { STAGE: stageName, TABLE_NAME: {}, QUARANTINE_QUEUE_URL: {} } },
    });
    expect(handler.ReservedConcurrentExecutions).toBe(size.reservedConcurrency.value);
  });

  it('contain the reason of every setting beside it', () => {
    for (const { Metadata } of Object.values(resourcesOf(templateOf(stageName), MAPPING))) {
      expect(Metadata?.Cairn).toMatchObject({
        shards: expect.any(String),
        batchSize: expect.stringMatching(/^100: .*latency objective/),
        reservedConcurrency: expect.stringMatching(stage.reservedConcurrency ? /^\d+: / : /^none: .* is off/),
      });
    }
  });

  it("send Cairn's events without a rule to the unrouted queue", () => {
    templateOf(stageName).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['cairn.ingest'], 'detail-type': [{ 'anything-but': catalog.map(({ type }) => type) }] },
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Unrouted'), 'Arn'] } })],
    });
  });
});

describe('Streams', () => {
  it('have one shard each in dev', () => {
    templateOf('dev').allResourcesProperties('AWS::Kinesis::Stream', { ShardCount: 1 });
  });

  it('have no fixed shards if the stage is on-demand', () => {
    const template = Template.fromStack(stackOf({ ...stages.load, streamCapacity: 'on-demand' }));
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::Kinesis::Stream'))) {
      expect(Properties.StreamModeDetails).toEqual({ StreamMode: 'ON_DEMAND' });
      expect(Properties.ShardCount).toBeUndefined();
    }
  });

  it('are sized for 20,000 events a second in load', () => {
    const peak = catalog.reduce((sum, { traffic }) => sum + traffic.peakEventsPerSecond, 0) * stages.load.trafficScale;
    expect(peak).toBeGreaterThanOrEqual(20_000);
  });
});
