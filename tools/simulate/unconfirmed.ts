import type { BodyEntry } from './body.ts';
import { sumByType } from './composition.ts';
import type { IngestJob } from './ingest-model.ts';
import type { PhoneRequest } from './request.ts';

/** Events of an entry that an earlier attempt got through, though its phone was not told. */
export function duplicatesOf({ type, events }: BodyEntry, { request, taken, untold }: IngestJob): number {
  if (request.taken === undefined) return 0;
  // A phone that was told by another attempt has settled with it.
  if (untold && request.told) return events;
  const known = request.taken.get(type) ?? 0;
  return Math.min(events, Math.max(0, known - eventsOf(taken, type)));
}

/** EventBridge took an entry of a request whose phone waits for its answer no longer. */
export function takenUntold({ request, taken }: IngestJob, type: number): void {
  remember(request, type, eventsOf(taken, type));
}

/** The phone stops waiting: all that EventBridge took so far comes again. */
export function untold(job: IngestJob): void {
  job.untold = true;
  for (const { type, events } of sumByType(job.taken)) remember(job.request, type, events);
}

/** The answer arrives: what it confirms leaves the phone, the rest comes again. */
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
