import type { LogFields } from './ports.ts';

const ALLOWED = {
  requestId: true,
  type: true,
  player: true,
  route: true,
  status: true,
  code: true,
  errorName: true,
  durationMs: true,
  attempts: true,
  counts: true,
  reason: true,
  events: true,
} as const satisfies Record<keyof LogFields, true>;

/** Keeps only the fields that a log line may contain; types alone would not stop a spread object. */
export function allowedFields(fields: LogFields): Record<string, string | number | Record<string, number>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(ALLOWED, name)));
}
