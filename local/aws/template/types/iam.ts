import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

/**
 * AWS's managed policies with permissions that the local runtime checks.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaKinesisExecutionRole.html
 */
const MANAGED_POLICIES: Readonly<Record<string, unknown>> = {
  'service-role/AWSLambdaKinesisExecutionRole': {
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
          'kinesis:ListStreams',
          'kinesis:SubscribeToShard',
        ],
        Resource: '*',
      },
    ],
  },
};

export const buildRole: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('RoleName') ?? physicalName(resource);
  const arn = `arn:aws:iam::${cloud.account}:role/${name}`;
  cloud.roles.set(arn, {
    name,
    arn,
    trust: properties.raw('AssumeRolePolicyDocument'),
    policies: [
      ...properties.objects('Policies').map((policy) => policy.raw('PolicyDocument')),
      ...properties
        .texts('ManagedPolicyArns')
        .flatMap((managed) => MANAGED_POLICIES[managed.split(':policy/')[1] ?? ''] ?? []),
    ],
  });
  return { ref: name, attributes: { Arn: arn, RoleId: name } };
};

/** Adds the permissions of `AWS::IAM::Policy` or `AWS::IAM::ManagedPolicy` to its roles. */
export const buildPolicy: Builder = (properties, resource, cloud) => {
  const roles = new Set(properties.texts('Roles'));
  for (const role of cloud.roles.values()) {
    if (roles.has(role.name)) role.policies.push(properties.raw('PolicyDocument'));
  }
  const name = properties.optionalText('PolicyName') ?? physicalName(resource);
  return { ref: name, attributes: { Id: name } };
};
