import type { ServiceParameters } from '../api/parameters.ts';

export const QUEUE_PARAMETERS: ServiceParameters = {
  ChangeMessageVisibilityBatch: { effective: 'QueueUrl Entries' },
  DeleteMessage: { effective: 'QueueUrl ReceiptHandle' },
  DeleteMessageBatch: { effective: 'QueueUrl Entries' },
  GetQueueAttributes: { effective: 'QueueUrl AttributeNames' },
  GetQueueUrl: { effective: 'QueueName QueueOwnerAWSAccountId' },
  ListQueues: { effective: 'QueueNamePrefix NextToken MaxResults' },
  PurgeQueue: { effective: 'QueueUrl' },
  ReceiveMessage: {
    effective:
      'QueueUrl AttributeNames MessageSystemAttributeNames MessageAttributeNames MaxNumberOfMessages VisibilityTimeout WaitTimeSeconds',
  },
  SendMessage: { effective: 'QueueUrl MessageBody DelaySeconds MessageAttributes' },
  SendMessageBatch: {
    effective: 'QueueUrl Entries.Id Entries.MessageBody Entries.DelaySeconds Entries.MessageAttributes',
  },
};
