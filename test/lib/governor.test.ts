import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type StageConfig, stages } from '../../catalog/stages.ts';
import { findingsIn } from '../helpers/nag-findings.ts';
import { newApp, stackOf } from '../helpers/templates.ts';

function templateOf(governor: StageConfig['governor']) {
  const app = newApp();
  const stack = stackOf({ ...stages.load, governor }, app);
  return { app, template: Template.fromStack(stack) };
}

/** Every action that the role of a function may take, by the beginning of its policy's id. */
function actionsOf(template: Template, prefix: string): string[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(prefix));
  const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  return statements.flatMap(({ Action }) => Action as string | string[]).sort();
}

const READS = [
  'cloudformation:DescribeStacks',
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'events:PutEvents',
  'kinesis:DescribeStreamSummary',
  'lambda:GetEventSourceMapping',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
];

describe('a stage with a governor that acts', () => {
  const { app, template } = templateOf('act');

  it('runs it once a minute, one at a time, without retries, with the plan and the names of what it governs', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 } },
    });
    // Lambda's own queue has retries beside Scheduler's.
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: Match.objectLike({ Ref: Match.stringLikeRegexp('^GovernorFunction') }),
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: 1,
      Environment: { Variables: Match.objectLike({ GOVERNOR_MODE: 'act' }) },
    });
    const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
    const text = JSON.stringify(schedule?.Properties.Target.Input);
    for (const type of ['treasure.claimed', 'location.pinged']) expect(text).toContain(type);
  });

  it('may change shards and mappings, and nothing else that is not its own', () => {
    expect(actionsOf(template, 'GovernorFunctionRole')).toEqual(
      [...READS, 'kinesis:UpdateShardCount', 'lambda:UpdateEventSourceMapping'].sort(),
    );
  });

  it('lets ingest read the level, by its key only', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^IngestFunctionRole'),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'dynamodb:GetItem',
            Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['GOVERNOR'] } },
          }),
        ]),
      },
    });
  });

  it('has no finding of cdk-nag', () => {
    expect(findingsIn(app)).toEqual([]);
  });
});

describe('a stage with a governor that observes', () => {
  const { template } = templateOf('observe');

  it('may change nothing, and ingest reads no level', () => {
    expect(actionsOf(template, 'GovernorFunctionRole')).toEqual(READS);
    expect(actionsOf(template, 'IngestFunctionRole')).not.toContain('dynamodb:GetItem');
  });
});

it('a stage without a governor has no schedule', () => {
  templateOf('off').template.resourceCountIs('AWS::Scheduler::Schedule', 0);
});
