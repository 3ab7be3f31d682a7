import { describe, expect, it } from 'vitest';
import type { DiscardedBatch } from '../../../../local/aws/services/event-source-mapping/on-failure.ts';
import type { MappingSettings } from '../../../../local/aws/services/event-source-mapping/settings.ts';
import { buildStack } from '../../../../local/aws/template/build.ts';
import { Properties } from '../../../../local/aws/template/properties.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';
import { failureDestination } from '../../../../local/aws/template/types/failure-destination.ts';
import { cloudOnVirtualClock } from '../../../helpers/built-stack.ts';

const BATCH: DiscardedBatch = {
  shardId: 'shardId-000000000000',
  records: [],
  condition: 'RetryAttemptsExhausted',
  invokeCount: 6,
  functionError: true,
  payload: () => '{}',
};

/** Returns the destination's answer for a function whose role allows `actions` on all resources. */
function delivers(kind: 'AWS::S3::Bucket' | 'AWS::SQS::Queue', actions: readonly string[], trusts = 'lambda'): boolean {
  const { scheduler, cloud } = cloudOnVirtualClock();
  const trust = {
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${trusts}.amazonaws.com` } }],
  };
  const { built } = buildStack(
    readTemplate('stack', {
      Resources: {
        Destination: { Type: kind },
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
          },
        },
      },
    }),
    cloud,
  );
  const arn = built.get('Destination')?.attributes.Arn;
  const properties = new Properties('mapping', { DestinationConfig: { OnFailure: { Destination: arn } } });
  const settings = { uuid: 'mapping-1', roleArn: built.get('Role')?.attributes.Arn } as MappingSettings;
  return failureDestination(properties, cloud)?.(BATCH, settings, scheduler.now()) ?? false;
}

describe('an on-failure destination (lambda/latest/dg/kinesis-on-failure-destination.html)', () => {
  it("accepts batches that the function's role may store there", () => {
    expect(delivers('AWS::S3::Bucket', ['s3:PutObject', 's3:ListBucket'])).toBe(true);
    expect(delivers('AWS::SQS::Queue', ['sqs:SendMessage'])).toBe(true);
  });

  it('refuses batches that the role may not store', () => {
    expect(delivers('AWS::S3::Bucket', ['s3:PutObject'])).toBe(false);
    expect(delivers('AWS::S3::Bucket', ['s3:ListBucket'])).toBe(false);
    expect(delivers('AWS::SQS::Queue', ['s3:PutObject'])).toBe(false);
    expect(delivers('AWS::S3::Bucket', ['s3:PutObject', 's3:ListBucket'], 'events')).toBe(false);
  });
});
