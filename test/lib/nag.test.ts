import { describe, expect, it } from 'vitest';
import { stages } from '../../catalog/stages.ts';
import { CanaryStack } from '../fixtures/canary-stack.ts';
import { findingsIn } from '../helpers/nag-findings.ts';
import { newApp, stackOf, stageNames } from '../helpers/templates.ts';

describe('AwsSolutions rules', () => {
  it.each(stageNames)('find nothing unacknowledged in stage %s', (name) => {
    const app = newApp();
    stackOf(stages[name], app);
    expect(findingsIn(app)).toEqual([]);
  });

  it('find nothing unacknowledged in a stage with every setting', () => {
    const app = newApp();
    stackOf(
      {
        ...stages.prod,
        domain: {
          name: 'api.play.example.com',
          certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0b9f8c1e-1111-2222-3333-444455556666',
        },
        corsOrigins: ['https://play.example.com', 'https://admin.example.com'],
        alarmSubscribers: [
          { protocol: 'email', endpoint: 'oncall@example.com' },
          { protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:111122223333:function:page' },
        ],
      },
      app,
    );
    expect(findingsIn(app)).toEqual([]);
  });

  it('find the faults of a stack with known faults', () => {
    const app = newApp();
    new CanaryStack(app, 'canary');
    const rules = new Set(findingsIn(app).map((finding) => finding.split(' at ')[0]));
    expect(rules).toEqual(
      new Set([
        'AwsSolutions-SQS3',
        'AwsSolutions-SQS4',
        'AwsSolutions-S1',
        'AwsSolutions-S10',
        'AwsSolutions-KDS1',
        'AwsSolutions-IAM5[Action::kinesis:Get*]',
        'AwsSolutions-IAM5[Resource::*]',
      ]),
    );
  });

  it("find a fault that is added to Cairn's stack besides the acknowledged ones", () => {
    const app = newApp();
    const stack = stackOf(stages.dev, app);
    new CanaryStack(stack, 'Nested');
    expect(findingsIn(app)).toContain('AwsSolutions-SQS4 at cairn-dev/Nested/OpenQueue/Resource');
  });
});
