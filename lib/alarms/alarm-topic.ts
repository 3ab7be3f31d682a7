import { Arn, ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { AlarmSubscriber } from '../../catalog/stages.ts';

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');
const PROTOCOLS: Readonly<Record<AlarmSubscriber['protocol'], SubscriptionProtocol>> = {
  email: SubscriptionProtocol.EMAIL,
  https: SubscriptionProtocol.HTTPS,
  sms: SubscriptionProtocol.SMS,
  sqs: SubscriptionProtocol.SQS,
  lambda: SubscriptionProtocol.LAMBDA,
};
/** KMS's shortest. Nothing is kept under the key but messages on their way. */
const KEY_PENDING = Duration.days(7);

export interface AlarmTopicProps {
  /** What messages are headed with, such as `Cairn prod`. At most 100 characters; a text message shows the first 10. */
  readonly displayName: string;
  /** Who gets every alarm and its all-clear. @default nobody */
  readonly subscribers?: readonly AlarmSubscriber[];
}

/**
 * Where alarms send their messages. Encrypted with a key of its own: under the key that AWS manages
 * (alias/aws/sns) CloudWatch may not encrypt, and delivers nothing without a word (AmazonCloudWatch/latest/monitoring,
 * notify-users-alarm-changes; repost.aws, cloudwatch-configure-alarm-sns).
 */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { displayName, subscribers = [] }: AlarmTopicProps) {
    const key = new Key(scope, `${id}Key`, {
      description: `Of the alarms' messages of ${displayName}`,
      enableKeyRotation: true,
      pendingWindow: KEY_PENDING,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    super(scope, id, { displayName, masterKey: key, enforceSSL: true });
    const onlyOurAlarms = alarmsOf(Stack.of(this));
    key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        // In a key's policy, * is the key.
        resources: ['*'],
        conditions: onlyOurAlarms,
      }),
    );
    this.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: onlyOurAlarms,
      }),
    );
    for (const [index, subscriber] of subscribers.entries()) this.subscribe(index, subscriber);
  }

  private subscribe(index: number, { protocol, endpoint }: AlarmSubscriber): void {
    new Subscription(this, `Subscriber${index}`, { topic: this, protocol: PROTOCOLS[protocol], endpoint });
    if (protocol !== 'lambda') return;
    // CDK leaves out the permission of an imported function where it cannot tell that the account is the stack's own.
    new CfnPermission(this, `Invoke${index}`, {
      action: 'lambda:InvokeFunction',
      functionName: endpoint,
      principal: 'sns.amazonaws.com',
      sourceArn: this.topicArn,
    });
  }
}

/** Conditions that only alarms of this account and region meet: nobody else's CloudWatch may be borrowed. */
function alarmsOf(stack: Stack) {
  const alarms = Arn.format(
    { service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME },
    stack,
  );
  return { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarms } };
}
