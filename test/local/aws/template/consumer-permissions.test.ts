import { describe, expect, it } from 'vitest';
import { buildStack } from '../../../../local/aws/template/build.ts';
import type { LocalCloud } from '../../../../local/aws/template/local-cloud.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';
import { cloudOnVirtualClock } from '../../../helpers/built-stack.ts';

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const READ = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'].map(
  (action) => `kinesis:${action}`,
);

interface RoleUnderTest {
  readonly actions?: readonly string[];
  readonly resource?: unknown;
  readonly trusts?: string;
  readonly managed?: readonly string[];
}

/** Builds a stack with a mapping whose function has this role, and returns how many mappings there are. */
function mappingsWith({ actions = READ, resource = arnOf('Stream'), trusts = 'lambda', managed = [] }: RoleUnderTest) {
  const { cloud: made } = cloudOnVirtualClock(new Map([['code', '/nowhere']]));
  const cloud: LocalCloud = { ...made, createExecutor: () => ({ run: () => {}, discard: () => {} }) };
  const role = {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${trusts}.amazonaws.com` } }],
    },
    ManagedPolicyArns: managed,
    Policies: [
      {
        PolicyName: 'read',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }] },
      },
    ],
  };
  const resources = {
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
    Other: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
    Role: { Type: 'AWS::IAM::Role', Properties: role },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Key: 'code' }, Handler: 'index.handler', Runtime: 'nodejs24.x', Role: arnOf('Role') },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arnOf('Stream'),
        FunctionName: { Ref: 'Function' },
        StartingPosition: 'TRIM_HORIZON',
      },
    },
  };
  buildStack(readTemplate('stack', { Resources: resources }), cloud);
  return cloud.mappings.length;
}

describe('a mapping (lambda/latest/dg/services-kinesis-create.html)', () => {
  it('is created if the function’s role may read the stream', () => {
    expect(mappingsWith({})).toBe(1);
    expect(mappingsWith({ actions: ['kinesis:*'], resource: '*' })).toBe(1);
    expect(
      mappingsWith({
        actions: ['s3:GetObject'],
        managed: ['arn:aws:iam::aws:policy/service-role/AWSLambdaKinesisExecutionRole'],
      }),
    ).toBe(1);
  });

  it.each(READ)('is refused, as on AWS, if the role lacks %s', (missing) => {
    expect(() => mappingsWith({ actions: READ.filter((action) => action !== missing) })).toThrow(
      new RegExp(`resource Mapping .*"a role without ${missing}: .* Cannot access stream arn:aws:kinesis:`, 's'),
    );
  });

  it('is refused if the role is for another stream, or not for Lambda', () => {
    expect(() => mappingsWith({ resource: arnOf('Other') })).toThrow('Cannot access stream');
    expect(() => mappingsWith({ trusts: 'events' })).toThrow('Cannot access stream');
  });
});
