import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { BusPort } from '../ports.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';

export function eventBridgeBus(): BusPort {
  const client = new EventBridgeClient(CLIENT_SETTINGS);
  return { putEvents: (input) => client.send(new PutEventsCommand(input)) };
}
