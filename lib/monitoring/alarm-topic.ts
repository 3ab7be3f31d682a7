import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { Arn, ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
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
/** The shortest that KMS allows. The key encrypts only messages in transit. */
const KEY_PENDING = Duration.days(7);

export interface AlarmTopicProps {
  /** The heading of its messages, such as `Cairn prod`. At most 100 characters; a text message shows the first 10. */
  readonly displayName: string;
  /** Who gets a message when an alarm is raised or cleared. @default nobody */
  readonly subscribers?: readonly AlarmSubscriber[];
}

/**
 * The topic to which alarms send their messages. It has its own key: CloudWatch may not encrypt with the key that AWS
 * manages (alias/aws/sns), and then delivers nothing and reports no error (AmazonCloudWatch/latest/monitoring,
 * notify-users-alarm-changes; repost.aws, cloudwatch-configure-alarm-sns).
 */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, { displayName, subscribers = [] }: AlarmTopicProps) {
    const key = new Key(scope, `${id}Key`, {
      description: `Encrypts the alarm messages of ${displayName}`,
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
        // In the policy of a key, * means the key itself.
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
    // CDK omits the permission for an imported function if it cannot tell that the account is the stack's own.
    new CfnPermission(this, `Invoke${index}`, {
      action: 'lambda:InvokeFunction',
      functionName: endpoint,
      principal: 'sns.amazonaws.com',
      sourceArn: this.topicArn,
    });
  }
}

/**
 * Conditions that only alarms of this account and region meet, so that no other account can publish through CloudWatch.
 */
function alarmsOf(stack: Stack) {
  const alarms = Arn.format(
    { service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME },
    stack,
  );
  return { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': alarms } };
}
