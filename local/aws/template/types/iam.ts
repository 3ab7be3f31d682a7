import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

export const buildRole: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('RoleName') ?? physicalName(resource);
  const arn = `arn:aws:iam::${cloud.account}:role/${name}`;
  cloud.roles.set(arn, {
    name,
    arn,
    trust: properties.raw('AssumeRolePolicyDocument'),
    policies: properties.objects('Policies').map((policy) => policy.raw('PolicyDocument')),
  });
  return { ref: name, attributes: { Arn: arn, RoleId: name } };
};

/** `AWS::IAM::Policy` and `AWS::IAM::ManagedPolicy`: what its roles may do. */
export const buildPolicy: Builder = (properties, resource, cloud) => {
  const roles = new Set(properties.texts('Roles'));
  for (const role of cloud.roles.values()) {
    if (roles.has(role.name)) role.policies.push(properties.raw('PolicyDocument'));
  }
  const name = properties.optionalText('PolicyName') ?? physicalName(resource);
  return { ref: name, attributes: { Id: name } };
};
