import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type AlarmSubscriber, stages } from '../../../catalog/stages.ts';
import { resourcesOf, stageNames, watchStackOf, watchTemplateOf } from '../../helpers/templates.ts';

const OWN_ALARMS = {
  StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
  ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', expect.arrayContaining([':alarm:*'])] } },
};
const SUBSCRIBERS: readonly AlarmSubscriber[] = [
  { protocol: 'email', endpoint: 'oncall@example.com' },
  { protocol: 'https', endpoint: 'https://pager.example.com/cairn' },
  { protocol: 'lambda', endpoint: 'arn:aws:lambda:us-east-1:111122223333:function:page' },
];
const withSubscribers = () => Template.fromStack(watchStackOf({ ...stages.prod, alarmSubscribers: SUBSCRIBERS }));

describe.each(stageNames)('The topic of the alarms of stage %s', (name) => {
  it("is encrypted with its own key, which CloudWatch may use for the stack's alarms", () => {
    const [[keyId, key] = []] = Object.entries(resourcesOf(watchTemplateOf(name), 'AWS::KMS::Key'));
    watchTemplateOf(name).hasResourceProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] },
    });
    expect(key?.Properties.EnableKeyRotation).toBe(true);
    expect(key?.Properties.KeyPolicy.Statement).toContainEqual({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: OWN_ALARMS,
    });
  });

  it('accepts messages only from alarms of this account, and only over TLS', () => {
    const [policy] = Object.values(resourcesOf(watchTemplateOf(name), 'AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Condition: OWN_ALARMS,
      },
    ]);
  });
});

describe('The subscribers of the alarms', () => {
  it('are those of the stage', () => {
    const subscriptions = Object.values(resourcesOf(withSubscribers(), 'AWS::SNS::Subscription'));
    expect(subscriptions.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint])).toEqual(
      SUBSCRIBERS.map(({ protocol, endpoint }) => [protocol, endpoint]),
    );
    watchTemplateOf('prod').resourceCountIs('AWS::SNS::Subscription', 0);
  });

  it('may be invoked by this topic alone, if they are functions', () => {
    const [topic] = Object.keys(resourcesOf(withSubscribers(), 'AWS::SNS::Topic'));
    withSubscribers().hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: 'arn:aws:lambda:us-east-1:111122223333:function:page',
      Principal: 'sns.amazonaws.com',
      SourceArn: { Ref: topic },
    });
  });
});
