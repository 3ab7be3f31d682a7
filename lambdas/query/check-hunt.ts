import { timestampMs } from '../../catalog/timestamp.ts';
import { show } from '../../core/errors.ts';
import { normalizeAnswer } from '../shared/game/answer.ts';
import type { HuntDefinition } from '../shared/game/hunt.ts';
import { HttpError } from '../shared/http/respond.ts';
import { validateHuntDefinition } from './hunt-definition.schema.ts';

/** 256 KB, compressed or not: with its keys, a hunt then fits into a table item (400 KB). */
export const HUNT_LIMITS = { raw: 256 * 1024, inflated: 256 * 1024 } as const;

/**
 * Parses and checks the hunt in a request's body.
 * @throws HttpError 400, which names the field and what is wrong with it
 */
export function checkHunt(body: string): HuntDefinition {
  let candidate: unknown;
  try {
    candidate = JSON.parse(body);
  } catch {
    throw new HttpError(400, 'invalid_json', 'the body is not JSON');
  }
  const violation = validateHuntDefinition(candidate);
  if (violation !== undefined) {
    refuse(`${violation.path || 'hunt'} ${violation.message}; got ${show(violation.received)}`);
  }
  const hunt = candidate as HuntDefinition;
  if (timestampMs(hunt.startsAt) >= timestampMs(hunt.endsAt)) {
    refuse(
      `startsAt must be before endsAt, by a millisecond or more; got ${show(hunt.startsAt)} and ${show(hunt.endsAt)}`,
    );
  }
  const clueIds = distinct(
    'clueId',
    hunt.clues.map(({ clueId }) => clueId),
  );
  distinct(
    'treasureId',
    hunt.treasures.map(({ treasureId }) => treasureId),
  );
  for (const { clueId, answer } of hunt.clues) {
    if (normalizeAnswer(answer) === '') refuse(`the answer of clue ${show(clueId)} is white space only`);
  }
  for (const { treasureId, requiredClues } of hunt.treasures) {
    distinct(`requiredClues of treasure ${show(treasureId)}`, requiredClues);
    const missing = requiredClues.find((clueId) => !clueIds.has(clueId));
    if (missing !== undefined) {
      refuse(`treasure ${show(treasureId)} requires clue ${show(missing)}, which the hunt has not got`);
    }
  }
  return hunt;
}

function distinct(field: string, ids: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) refuse(`${field} ${show(id)} is there twice`);
    // As a key of an object, `__proto__` would be lost before the hunt reaches the table.
    if (id === '__proto__') refuse(`${field} ${show(id)} is not allowed; choose another id`);
    seen.add(id);
  }
  return seen;
}

function refuse(message: string): never {
  throw new HttpError(400, 'invalid_hunt', message);
}
