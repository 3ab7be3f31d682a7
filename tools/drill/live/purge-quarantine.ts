import { ListQueuesCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Empties the local runtime's queue of quarantined events. @param awsUrl of its AWS-compatible endpoint */
export async function purgeQuarantine(awsUrl: string): Promise<void> {
  const client = new SQSClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls.filter((url) => url.includes('Quarantine'))) {
    await client.send(new PurgeQueueCommand({ QueueUrl }));
  }
  client.destroy();
}
