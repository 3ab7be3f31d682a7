import { judge } from '../services/access/policy.ts';
import type { LocalCloud } from './local-cloud.ts';

/**
 * Returns whether a service may act with a role: the role must trust `service`, and its policies must allow the action.
 * @param service such as `events.amazonaws.com`
 */
export function rolePermits(
  cloud: LocalCloud,
  roleArn: string | undefined,
  service: string,
  action: string,
  resource: string,
): boolean {
  const role = roleArn === undefined ? undefined : cloud.roles.get(roleArn);
  if (role === undefined) return false;
  const context = { 'aws:SourceAccount': cloud.account };
  const trust = judge([role.trust], { action: 'sts:AssumeRole', resource: role.arn, service, context });
  return trust === 'allowed' && judge(role.policies, { action, resource }) === 'allowed';
}
