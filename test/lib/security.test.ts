import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Resources, resourcesOf, stageNames, templateOf } from '../helpers/templates.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
}

const POLICIES =
  /^AWS::(IAM::(Policy|Role|ManagedPolicy)|SQS::QueuePolicy|S3::BucketPolicy|SNS::TopicPolicy|Kinesis::ResourcePolicy)$/;

/** Every statement of every policy document in the template. */
function statementsOf(resources: Resources): readonly Statement[] {
  const found: Statement[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('Effect' in value && 'Action' in value) found.push(value as Statement);
    else for (const inner of Object.values(value)) visit(inner);
  };
  for (const { Type, Properties } of Object.values(resources)) if (POLICIES.test(Type)) visit(Properties);
  return found;
}

/**
 * Allowed actions with a wildcard. Denials may have one, and need it: "nothing at all without TLS" is `sqs:*`.
 */
function allowedWildcards(resources: Resources): readonly string[] {
  return statementsOf(resources)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .filter((action) => action.includes('*'));
}

/**
 * Actions that read metrics and alarms, which have no resource to name, or only for single alarms
 * (service-authorization/latest/reference, list_amazoncloudwatch).
 */
const NO_RESOURCE = new Set(['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData']);

describe.each(stageNames)('Security of stage %s', (name) => {
  const template = () => templateOf(name);

  it('allows no wildcard action and no resource of everything', () => {
    const statements = statementsOf(resourcesOf(template()));
    expect(statements.length).toBeGreaterThan(30);
    expect(allowedWildcards(resourcesOf(template()))).toEqual([]);
    const onEverything = statements.filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === '*');
    expect(onEverything.flatMap(({ Action }) => Action).filter((action) => !NO_RESOURCE.has(action))).toEqual([]);
  });

  it('attaches no managed policy', () => {
    for (const { Properties } of Object.values(resourcesOf(template(), 'AWS::IAM::Role'))) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  it('encrypts every queue, keeps its messages for 14 days and rejects plain HTTP', () => {
    const queues = resourcesOf(template(), 'AWS::SQS::Queue');
    for (const { Properties } of Object.values(queues)) {
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    }
    template().resourceCountIs('AWS::SQS::QueuePolicy', Object.keys(queues).length);
    template().allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('encrypts every stream and closes the bucket to the public', () => {
    template().allResourcesProperties('AWS::Kinesis::Stream', {
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    });
    template().hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  it('lets each rule send to queues only with its own ARN', () => {
    const sends = statementsOf(resourcesOf(template(), 'AWS::SQS::QueuePolicy')).filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(sends).toHaveLength(Object.keys(resourcesOf(template(), 'AWS::Events::Rule')).length);
    for (const statement of sends) {
      expect(statement).toMatchObject({ Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': {} } } });
    }
  });

  it('sets a retention for every log', () => {
    for (const { Properties } of Object.values(resourcesOf(template(), 'AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBeGreaterThan(0);
    }
  });
});

describe('The search for wildcard actions', () => {
  it('finds a planted one', () => {
    const document = {
      Statement: [{ Effect: 'Allow', Action: ['kinesis:GetRecords', 'kinesis:Get*'], Resource: '*' }],
    };
    const planted = { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document } };
    expect(allowedWildcards({ ...resourcesOf(templateOf('dev')), planted })).toEqual(['kinesis:Get*']);
  });
});
