import type { CompiledEvent, SubmittedEvent } from '../../catalog/definition.ts';
import { closest } from '../../core/closest.ts';
import { show } from '../../core/errors.ts';
import { EVENT_ID, matcherOf } from '../../core/id-patterns.ts';
import { checkShape, wasStorable } from './check-shape.ts';
import type { Rejection } from './event-result.ts';
import type { EventRules } from './event-rules.ts';
import { partitionKeyProblem, unstorableValue } from './storable.ts';

/** The same rule as in catalog/fields.ts. */
const IS_EVENT_ID = matcherOf(EVENT_ID);

export interface ValidEvent {
  readonly definition: CompiledEvent;
  /** The version whose schema the event matches: phones do not send a version. */
  readonly version: number;
  readonly event: SubmittedEvent;
}

/**
 * The definition and version that an event is valid by, or why ingest rejects it. Tries the newest version first.
 * @param checksTexts whether the event may contain texts that the stores refuse
 */
export function checkEvent(
  event: unknown,
  playerId: string,
  checksTexts: boolean,
  rules: EventRules,
): ValidEvent | Rejection {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return { code: 'invalid_event', message: 'an event is an object {id, type, occurredAt, data}' };
  }
  const misshapen = checkShape(event, checksTexts);
  if (misshapen !== undefined) return misshapen;
  const submitted = event as Readonly<Record<string, unknown>>;
  const { type } = submitted;
  const definition = typeof type === 'string' ? rules.definitions.get(type) : undefined;
  if (definition === undefined) return unknownType(type, rules);
  if (definition.retired) return retiredType(definition.type);
  const violation = definition.validateSubmitted(event);
  if (violation === undefined) return storableEvent(definition, definition.version, submitted);
  const earlier = definition.earlier.find(({ validateSubmitted }) => validateSubmitted(event) === undefined);
  if (earlier !== undefined) {
    const oldest = rules.oldestVersions.get(definition.type) ?? 1;
    if (earlier.version < oldest) return tooOld(definition.type, earlier.version, oldest);
    return storableEvent(definition, earlier.version, submitted);
  }
  if (validId(submitted) === null) {
    return {
      code: 'invalid_id',
      message: `id must be 16 to 64 of A-Z, a-z, 0-9, _ and -, made by the client; got ${show(submitted.id)}`,
    };
  }
  const { path, message, received } = violation;
  if (isOtherPlayer(submitted, playerId)) return PLAYER_MISMATCH;
  return { code: 'schema_violation', message: `${path || 'event'} ${message}; got ${show(received)}` };
}

function storableEvent(
  definition: CompiledEvent,
  version: number,
  submitted: Readonly<Record<string, unknown>>,
): ValidEvent | Rejection {
  const problem = wasStorable() ? partitionKeyProblem(definition, submitted) : unstorableValue(submitted);
  if (problem !== undefined) return { code: 'unstorable_value', message: problem };
  return { definition, version, event: submitted as unknown as SubmittedEvent };
}

/** The token decides who the player is, not the event. */
export const PLAYER_MISMATCH: Rejection = {
  code: 'player_mismatch',
  message: 'playerId is not the subject of the token; leave it out: the token says who plays',
};

function isOtherPlayer({ playerId, data }: Readonly<Record<string, unknown>>, subject: string): boolean {
  if (playerId !== undefined && playerId !== subject) return true;
  const inData = typeof data === 'object' && data !== null && 'playerId' in data ? data.playerId : undefined;
  return inData !== undefined && inData !== subject;
}

/** The event's id for the answer; `null` if it is not valid. */
export function validId(event: unknown): string | null {
  const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : undefined;
  return typeof id === 'string' && IS_EVENT_ID.test(id) ? id : null;
}

/** The type to count an event under: one of a closed list, so that clients cannot invent metrics. */
export function knownType(event: unknown, { definitions }: EventRules): string {
  const type = typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
  return typeof type === 'string' && definitions.has(type) ? type : 'unknown';
}

function retiredType(type: string): Rejection {
  return {
    code: 'retired_type',
    message: `event type "${type}" is retired: it is no longer accepted; stop sending it`,
  };
}

function tooOld(type: string, version: number, oldest: number): Rejection {
  return {
    code: 'version_too_old',
    message: `this is ${type} in its version ${version}, and ${oldest} is the oldest that is accepted; update the app`,
  };
}

function unknownType(type: unknown, { definitions }: EventRules): Rejection {
  const known = [...definitions.values()].filter(({ retired }) => !retired).map(({ type }) => type);
  const meant = typeof type === 'string' && type.length <= 100 ? closest(type, known) : undefined;
  const remedy = meant === undefined ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
  return { code: 'unknown_type', message: `event type ${show(type)} is not in the catalog; ${remedy}` };
}
