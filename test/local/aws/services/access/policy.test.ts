import { describe, expect, it } from 'vitest';
import { judge } from '../../../../../local/aws/services/access/policy.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';
const REQUEST = {
  action: 'sqs:SendMessage',
  resource: QUEUE,
  service: 'events.amazonaws.com',
  context: { 'aws:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/game/rule' },
};
const ALLOW = {
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
  Principal: { Service: 'events.amazonaws.com' },
};
const DENY_PLAIN_HTTP = {
  Effect: 'Deny',
  Action: 'sqs:*',
  Resource: '*',
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
describe('a policy', () => {
  it.each([
    ['allows a request that a statement allows', [ALLOW], 'allowed'],
    ['does not mention a request that no statement names', [], 'not-mentioned'],
    ['does not mention another action', [{ ...ALLOW, Action: 'sqs:ReceiveMessage' }], 'not-mentioned'],
    ['does not mention another resource', [{ ...ALLOW, Resource: `${QUEUE}2` }], 'not-mentioned'],
    ['does not mention another service', [{ ...ALLOW, Principal: { Service: 's3.amazonaws.com' } }], 'not-mentioned'],
    [
      'accepts wildcards, and actions in any case',
      [{ ...ALLOW, Action: 'SQS:send*', Resource: 'arn:aws:sqs:*:*:w?rk' }],
      'allowed',
    ],
    ['denies even if another statement allows', [ALLOW, { ...ALLOW, Effect: 'Deny' }], 'denied'],
    [
      'applies if its condition matches',
      [{ ...ALLOW, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/game/*' } } }],
      'allowed',
    ],
    [
      'does not apply if its condition does not match',
      [{ ...ALLOW, Condition: { ArnEquals: { 'aws:SourceArn': 'arn:other' } } }],
      'not-mentioned',
    ],
    ['treats the local transport as secure', [ALLOW, DENY_PLAIN_HTTP], 'allowed'],
  ] as const)('%s', (_, statements, verdict) => {
    expect(judge([{ Statement: statements }], REQUEST)).toBe(verdict);
  });
});
