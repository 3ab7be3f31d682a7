import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../core/errors.ts';
import { OrdersStack } from '../../examples/orders/orders-stack.ts';
import { createFewStreamsAtOnce, EventChain } from '../../lib/event-chain.ts';
import { FailureBucket } from '../../lib/failure-bucket.ts';
import { type LocalAws, startLocalAws } from '../../local/aws/runtime/start-local-aws.ts';
import { findingsIn } from '../helpers/nag-findings.ts';
import { metricFaults, metricsIn } from '../helpers/published-metrics.ts';
import { resourcesOf } from '../helpers/templates.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'cairn-orders-'));
const app = new App({
  outdir: directory,
  analyticsReporting: false,
  // The handler stays where it finds the AWS SDK, which Lambda brings along.
  context: { 'aws:cdk:disable-asset-staging': true },
});
const stack = new OrdersStack(app, 'orders');
const template = Template.fromStack(stack);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("Another app's chain", () => {
  it('is whole from the rule to the dead letters', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: { Ref: Match.stringLikeRegexp('^Bus') },
      EventPattern: { source: ['shop.checkout'], 'detail-type': ['order.placed'] },
      Targets: [
        Match.objectLike({
          KinesisParameters: { PartitionKeyPath: '$.detail.customerId' },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('RuleFailures'), 'Arn'] } },
        }),
      ],
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      DestinationConfig: { OnFailure: { Destination: {} } },
    });
  });

  it('is sized by the traffic alone, with the reason of each setting', () => {
    // 3,000 records/s of 800 bytes and EventBridge's envelope: 3.3 MiB/s at 0.7 of a shard's 1 MiB/s.
    template.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 5 });
    const [mapping] = Object.values(resourcesOf(template, 'AWS::Lambda::EventSourceMapping'));
    expect(mapping?.Properties.ParallelizationFactor).toBeGreaterThan(1);
    expect(mapping?.Metadata?.Cairn?.parallelizationFactor).toContain('3,000 records/s');
  });

  it('may do what its own app grants it, and no more', () => {
    const [policy] = Object.entries(resourcesOf(template, 'AWS::IAM::Policy'))
      .filter(([id]) => id.includes('Handler'))
      .map(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const actions = (policy as { Action: string | string[] }[]).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.startsWith('dynamodb:'))).toEqual(['dynamodb:PutItem']);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(JSON.stringify(policy)).not.toContain('"Resource":"*"');
  });

  it('has an alarm on every step, with dimensions that AWS publishes, sent to the app’s topic', () => {
    const alarms = Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(18);
    for (const { Properties } of alarms) expect(metricsIn(Properties).flatMap(metricFaults)).toEqual([]);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^OnCall/) }]);
      expect(Properties.AlarmDescription).not.toMatch(/catalog|cairn|hunt/i);
    }
  });

  it('passes the AwsSolutions rules', () => {
    expect(findingsIn(app)).toEqual([]);
  });
});

describe('A chain', () => {
  const parts = () => {
    const owner = new Stack(new App({ analyticsReporting: false }), 'parts');
    const bus = EventBus.fromEventBusName(owner, 'Bus', 'shared-bus');
    return { owner, bus, code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] })') };
  };
  const workload = { source: 'shop', detailType: 'order.paid', traffic: { peakEventsPerSecond: 1, meanBytes: 100 } };

  it('takes a bus that another stack made, by its name', () => {
    const { owner, bus, code } = parts();
    new EventChain(owner, 'Paid', { ...workload, bus, code });
    const made = Template.fromStack(owner);
    made.hasResourceProperties('AWS::Events::Rule', { EventBusName: 'shared-bus' });
    made.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'InvocationsSentToDlq',
      Dimensions: Match.arrayWith([{ Name: 'EventBusName', Value: 'shared-bus' }]),
    });
  });

  it('stores what it gives up in a bucket that it shares with others, or in one of its own', () => {
    const { owner, bus, code } = parts();
    const failures = new FailureBucket(owner, 'Failures', {
      expiration: Duration.days(3),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const id of ['Paid', 'Sent']) new EventChain(owner, id, { ...workload, bus, code, failures });
    const shared = Template.fromStack(owner);
    shared.resourceCountIs('AWS::S3::Bucket', 1);
    const stored = Object.values(resourcesOf(shared, 'AWS::CloudWatch::Alarm')).filter(
      ({ Properties }) => Properties.MetricName === 'OnFailureDestinationDeliveredEventCount',
    );
    for (const { Properties } of stored) expect(Properties.AlarmDescription).toMatch(/within 3 days\b/);
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30 })] },
    });
  });

  it('keeps its stream and its dead letters when it leaves the stack, unless it is told otherwise', () => {
    const kinds = ['AWS::Kinesis::Stream', 'AWS::SQS::Queue', 'AWS::S3::Bucket'];
    const policies = (change: object) => {
      const { owner, bus, code } = parts();
      new EventChain(owner, 'Paid', { ...workload, bus, code, ...change });
      const resources = Object.values(resourcesOf(Template.fromStack(owner)));
      return resources.filter(({ Type }) => kinds.includes(Type)).map(({ DeletionPolicy }) => DeletionPolicy);
    };
    expect(policies({})).toEqual(Array(3).fill('RetainExceptOnCreate'));
    expect(policies({ removalPolicy: RemovalPolicy.DESTROY })).toEqual(Array(3).fill('Delete'));
  });

  it('lets five streams be made side by side, and the sixth after the first', () => {
    const { owner, bus, code } = parts();
    const chains = [1, 2, 3, 4, 5, 6].map((n) => new EventChain(owner, `Chain${n}`, { ...workload, bus, code }));
    createFewStreamsAtOnce(chains);
    const waits = Object.entries(resourcesOf(Template.fromStack(owner), 'AWS::Kinesis::Stream'))
      .filter(([, { DependsOn = [] }]) => DependsOn.length > 0)
      .map(([id, { DependsOn }]) => [id.slice(0, 6), String(DependsOn).slice(0, 6)]);
    expect(waits).toEqual([['Chain6', 'Chain1']]);
  });

  it('has alarms of its own names, also beside another chain of the same type', () => {
    const { owner, bus, code } = parts();
    for (const id of ['Paid', 'PaidAgain']) new EventChain(owner, id, { ...workload, bus, code });
    const alarms = Object.values(resourcesOf(Template.fromStack(owner), 'AWS::CloudWatch::Alarm'));
    expect(new Set(alarms.map(({ Properties }) => Properties.AlarmName)).size).toBe(alarms.length);
    expect(alarms[0]?.Properties.AlarmName).toMatch(/^parts-Paid-OrderPaid-/);
  });

  it('refuses traffic that cannot be', () => {
    const { owner, bus, code } = parts();
    const traffic = { peakEventsPerSecond: -1, meanBytes: 100 };
    expect(() => new EventChain(owner, 'Paid', { ...workload, traffic, bus, code })).toThrow(InputError);
  });
});

describe("Another app's events", () => {
  let aws: LocalAws;

  beforeAll(async () => {
    aws = await startLocalAws({ assemblyDirectory: app.synth().directory, port: 0, awsPort: 0 });
  });
  afterAll(() => aws.close());

  it('arrive in its table through the chain', async () => {
    const settings = {
      endpoint: aws.awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const { BusName, TableName } = aws.stack.outputs;
    const detail = { orderId: 'o-1', customerId: 'ada', totalCents: 1_250 };
    const { FailedEntryCount } = await new EventBridgeClient(settings).send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: BusName,
            Source: 'shop.checkout',
            DetailType: 'order.placed',
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(0);
    const table = new DynamoDBClient(settings);
    await vi.waitFor(
      async () => {
        const { Item } = await table.send(new GetItemCommand({ TableName, Key: { orderId: { S: 'o-1' } } }));
        expect(Item).toEqual({ orderId: { S: 'o-1' }, customerId: { S: 'ada' }, totalCents: { N: '1250' } });
      },
      { timeout: 20_000 },
    );
  });
});
