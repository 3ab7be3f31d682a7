import type { BodyEntry } from './body.ts';
import { sumByType } from './composition.ts';
import type { IngestJob } from './ingest-model.ts';
import type { PhoneRequest } from './request.ts';

/** Events of an entry that an earlier attempt already published without a confirmation for the phone. */
export function duplicatesOf({ type, events }: BodyEntry, { request, taken, untold }: IngestJob): number {
  if (request.taken === undefined) return 0;
  // Another attempt confirmed these events to the phone, which no longer waits for them.
  if (untold && request.told) return events;
  const known = request.taken.get(type) ?? 0;
  return Math.min(events, Math.max(0, known - eventsOf(taken, type)));
}

/** EventBridge accepted an entry of a request whose phone no longer waits for the answer. */
export function takenUntold({ request, taken }: IngestJob, type: number): void {
  remember(request, type, eventsOf(taken, type));
}

/** The phone stops waiting: all events that EventBridge has accepted so far will be sent again. */
export function untold(job: IngestJob): void {
  job.untold = true;
  for (const { type, events } of sumByType(job.taken)) remember(job.request, type, events);
}

/** The answer arrives: the phone drops what it confirms, and sends the rest again. */
export function told({ request, taken, unconfirmed }: IngestJob): void {
  request.told = true;
  if (request.taken === undefined && unconfirmed.length === 0) return;
  for (const { type, events } of sumByType(taken)) {
    remember(request, type, events);
    const confirmed = events - eventsOf(unconfirmed, type);
    request.taken?.set(type, (request.taken.get(type) ?? 0) - confirmed);
  }
}

function remember(request: PhoneRequest, type: number, events: number): void {
  request.taken ??= new Map();
  request.taken.set(type, Math.max(events, request.taken.get(type) ?? 0));
}

function eventsOf(entries: readonly BodyEntry[], type: number): number {
  let sum = 0;
  for (const entry of entries) if (entry.type === type) sum += entry.events;
  return sum;
}
