import type { CompiledEvent, StampedEvent } from '../../../catalog/definition.ts';
import { keepKnown } from '../../../catalog/known-fields.ts';
import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import { describeViolation, upgradeEvent } from './upgrade-event.ts';

/** A fault in a record that no retry helps; only a release helps against `newer_version`. */
export interface RecordProblem {
  readonly code: 'unreadable_record' | 'unexpected_envelope' | 'schema_violation' | 'newer_version' | 'upgrade_failed';
  readonly message: string;
  /** The event that is wrong; `undefined` if the whole record is. */
  readonly event?: unknown;
}

export interface ReadRecord<Event extends StampedEvent> {
  /** EventBridge's id of the record, if it could be read. */
  readonly eventBridgeId?: string;
  /** In the form of the newest version that this handler knows. */
  readonly events: readonly Event[];
  /** The same events, unchanged. */
  readonly originals: readonly unknown[];
  readonly problems: readonly RecordProblem[];
}

export type RecordDefinition = Pick<
  CompiledEvent,
  'type' | 'version' | 'priority' | 'validateStamped' | 'knownFields' | 'earlier' | 'latencyObjective'
>;

const NONE: readonly RecordProblem[] = [];

/**
 * Decodes a Kinesis record (base64 of an EventBridge event) and validates each event in it. Upgrades events of earlier
 * versions. Drops the unknown fields of an event of a newer version. Does not throw.
 */
export function readRecord<Event extends StampedEvent>(data: string, definition: RecordDefinition): ReadRecord<Event> {
  let envelope: Envelope | null;
  try {
    envelope = JSON.parse(Buffer.from(data, 'base64').toString());
  } catch {
    return whole({ code: 'unreadable_record', message: 'the record is not base64 of JSON' });
  }
  const sent = envelope?.detail?.events;
  if (envelope?.source !== EVENT_SOURCE || envelope['detail-type'] !== definition.type || !Array.isArray(sent)) {
    const expected = `an EventBridge event of source "${EVENT_SOURCE}" and detail-type "${definition.type}"`;
    return whole({ code: 'unexpected_envelope', message: `the record is not ${expected} with detail.events` });
  }
  const eventBridgeId = typeof envelope.id === 'string' ? envelope.id : '';
  if (sent.every((event) => definition.validateStamped(event) === undefined)) {
    return { eventBridgeId, events: sent, originals: sent, problems: NONE };
  }
  const events: Event[] = [];
  const originals: unknown[] = [];
  const problems: RecordProblem[] = [];
  for (const original of sent) {
    const read = readEvent<Event>(original, definition);
    if ('code' in read) problems.push(read);
    else {
      events.push(read.event);
      originals.push(original);
    }
  }
  return { eventBridgeId, events, originals, problems };
}

function readEvent<Event extends StampedEvent>(
  original: unknown,
  definition: RecordDefinition,
): { readonly event: Event } | RecordProblem {
  const { version, validateStamped, knownFields, earlier } = definition;
  const stamp = versionOf(original);
  if (stamp !== undefined && stamp <= (earlier[0]?.version ?? 0))
    return upgradeEvent<Event>(original, stamp, definition);
  const newer = stamp !== undefined && stamp > version;
  const event = newer ? { ...(keepKnown(original, knownFields) as object), version } : original;
  const violation = validateStamped(event);
  if (violation === undefined) return { event: event as Event };
  const found = describeViolation(violation);
  if (!newer) return { code: 'schema_violation', message: found, event: original };
  const message = `version ${stamp} cannot be read as ${version}: ${found}; redrive it once a handler knows it (docs/dead-letters.md)`;
  return { code: 'newer_version', message, event: original };
}

/** The event's version; `undefined` if ingest could not have stamped it. */
function versionOf(event: unknown): number | undefined {
  if (typeof event !== 'object' || event === null || !('version' in event)) return undefined;
  return typeof event.version === 'number' && Number.isInteger(event.version) ? event.version : undefined;
}

interface Envelope {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly 'detail-type'?: unknown;
  readonly detail?: { readonly events?: unknown } | null;
}

function whole(problem: RecordProblem): ReadRecord<never> {
  return { events: [], originals: [], problems: [problem] };
}
