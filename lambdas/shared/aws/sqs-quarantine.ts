import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { QuarantinePort } from '../ports.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';

export function sqsQuarantine(): QuarantinePort {
  const client = new SQSClient(CLIENT_SETTINGS);
  return { sendMessage: (input) => client.send(new SendMessageCommand(input)) };
}
