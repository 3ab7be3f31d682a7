import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { sqs } from './aws.ts';
import { eventually } from './deployment.ts';

/**
 * Takes the first message that `isWanted` out of a queue, now or later; all others stay, visible to the next reader.
 * @throws when the target's patience is over, with how many others there were
 */
export function messageOf(queueUrl: string, isWanted: (body: string) => boolean): Promise<Message> {
  return eventually(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 1,
        MessageAttributeNames: ['All'],
      }),
    );
    const message = Messages.find(({ Body = '' }) => isWanted(Body));
    if (message === undefined) throw new Error(`the queue has no such message, and ${Messages.length} others`);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle }));
    return message;
  });
}
