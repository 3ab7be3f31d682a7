import type { BodyEntry } from './body.ts';
import { sumByType } from './composition.ts';
import type { IngestJob } from './ingest-model.ts';
import type { PhoneRequest } from './request.ts';

/** Events of an entry that an earlier attempt already published without a confirmation for the phone. */
export function duplicatesOf({ type, events }: BodyEntry, { request, published, abandoned }: IngestJob): number {
  if (request.unconfirmed === undefined) return 0;
  // Another attempt confirmed these events to the phone, which no longer waits for them.
  if (abandoned && request.answered) return events;
  const known = request.unconfirmed.get(type) ?? 0;
  return Math.min(events, Math.max(0, known - eventsOf(published, type)));
}

/** EventBridge accepted an entry of a request whose phone no longer waits for the answer. */
export function publishedTooLate({ request, published }: IngestJob, type: number): void {
  remember(request, type, eventsOf(published, type));
}

/** The phone stops waiting: all events that EventBridge has accepted so far will be sent again. */
export function abandon(job: IngestJob): void {
  job.abandoned = true;
  for (const { type, events } of sumByType(job.published)) remember(job.request, type, events);
}

/** The answer arrives: the phone drops what it confirms, and sends the rest again. */
export function confirm({ request, published, unconfirmed }: IngestJob): void {
  request.answered = true;
  if (request.unconfirmed === undefined && unconfirmed.length === 0) return;
  for (const { type, events } of sumByType(published)) {
    remember(request, type, events);
    const confirmed = events - eventsOf(unconfirmed, type);
    request.unconfirmed?.set(type, (request.unconfirmed.get(type) ?? 0) - confirmed);
  }
}

function remember(request: PhoneRequest, type: number, events: number): void {
  request.unconfirmed ??= new Map();
  request.unconfirmed.set(type, Math.max(events, request.unconfirmed.get(type) ?? 0));
}

function eventsOf(entries: readonly BodyEntry[], type: number): number {
  let sum = 0;
  for (const entry of entries) if (entry.type === type) sum += entry.events;
  return sum;
}
