import { PublishCommand, paginateListSubscriptionsByTopic, SNSClient } from '@aws-sdk/client-sns';
import { asking, type SdkSettings } from '../shared/aws/sdk-account-reader.ts';

/** Who gets the messages of a topic. */
export interface Subscriber {
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** SNS, as far as a test message needs it. */
export interface AlarmMessages {
  subscribers(topicArn: string): Promise<readonly Subscriber[]>;
  /** @returns the id of the message */
  publish(topicArn: string, subject: string, message: string): Promise<string>;
}

/** In place of an ARN, until whoever subscribed has confirmed (sns/latest/api, API_Subscription). */
const PENDING = 'PendingConfirmation';

export function sdkAlarmMessages(settings: SdkSettings): AlarmMessages {
  const client = new SNSClient({ maxAttempts: 3, ...settings });
  return {
    subscribers: (TopicArn) =>
      asking('sns:ListSubscriptionsByTopic', async () => {
        const found: Subscriber[] = [];
        for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
          for (const { Protocol = '', Endpoint = '', SubscriptionArn } of Subscriptions) {
            found.push({ protocol: Protocol, endpoint: Endpoint, isConfirmed: SubscriptionArn !== PENDING });
          }
        }
        return found;
      }),
    publish: (TopicArn, Subject, Message) =>
      asking("sns:Publish, or the topic's key (kms:GenerateDataKey and kms:Decrypt)", async () => {
        const { MessageId = '' } = await client.send(new PublishCommand({ TopicArn, Subject, Message }));
        return MessageId;
      }),
  };
}
