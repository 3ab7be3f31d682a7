import type { StampedEvent, Validate } from '../../../catalog/definition.ts';
import { EVENT_SOURCE } from '../../../catalog/names.ts';
import { show } from '../../../core/errors.ts';

/** Something in a record that no retry will mend. */
export interface RecordProblem {
  readonly code: 'unreadable_record' | 'unexpected_envelope' | 'schema_violation';
  readonly message: string;
  /** The event that is wrong; `undefined` where the whole record is. */
  readonly event?: unknown;
}

export interface ReadRecord<Event extends StampedEvent> {
  /** The id that EventBridge gave, where it could be read. */
  readonly eventBridgeId?: string;
  readonly events: readonly Event[];
  readonly problems: readonly RecordProblem[];
}

interface Definition {
  readonly type: string;
  readonly validateStamped: Validate;
}

const NONE: readonly RecordProblem[] = [];

/** Decodes a Kinesis record (base64 of an EventBridge event) and validates each event in it. Does not throw. */
export function readRecord<Event extends StampedEvent>(data: string, definition: Definition): ReadRecord<Event> {
  let envelope: Envelope | null;
  try {
    envelope = JSON.parse(Buffer.from(data, 'base64').toString());
  } catch {
    return whole({ code: 'unreadable_record', message: 'the record is not base64 of JSON' });
  }
  const events = envelope?.detail?.events;
  if (envelope?.source !== EVENT_SOURCE || envelope['detail-type'] !== definition.type || !Array.isArray(events)) {
    const expected = `an EventBridge event of source "${EVENT_SOURCE}" and detail-type "${definition.type}"`;
    return whole({ code: 'unexpected_envelope', message: `the record is not ${expected} with detail.events` });
  }
  const eventBridgeId = typeof envelope.id === 'string' ? envelope.id : '';
  let problems: RecordProblem[] | undefined;
  for (const event of events) {
    const violation = definition.validateStamped(event);
    if (violation === undefined) continue;
    problems ??= [];
    const message = `${violation.path || 'event'} ${violation.message}; got ${show(violation.received)}`;
    problems.push({ code: 'schema_violation', message, event });
  }
  if (problems === undefined) return { eventBridgeId, events, problems: NONE };
  const invalid = new Set(problems.map(({ event }) => event));
  return { eventBridgeId, events: events.filter((event) => !invalid.has(event)), problems };
}

interface Envelope {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly 'detail-type'?: unknown;
  readonly detail?: { readonly events?: unknown } | null;
}

function whole(problem: RecordProblem): ReadRecord<never> {
  return { events: [], problems: [problem] };
}
