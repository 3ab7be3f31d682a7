import type { StampedEvent } from '../../../catalog/definition.ts';
import { timestampMs } from '../../../catalog/timestamp.ts';

/**
 * The position of an event among a player's events, as text that sorts: `receivedAt`, index in the request, event id.
 * Ingest's stamps decide, never the order of arrival, which no stream guarantees; the id breaks ties.
 */
export type EventOrder = string;

export function orderOf(event: StampedEvent): EventOrder {
  const receivedAt = new Date(timestampMs(event.receivedAt)).toISOString();
  return `${receivedAt}#${String(event.index).padStart(2, '0')}#${event.id}`;
}

/** The event id in an order. */
export function eventIdOf(order: EventOrder): string {
  return order.slice(order.lastIndexOf('#') + 1);
}
