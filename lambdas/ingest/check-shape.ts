import { MAX_DEPTH, MAX_EVENT_BYTES, MAX_KEYS } from '../../catalog/event-limits.ts';
import type { Rejection } from './event-result.ts';
import { isStorable } from './storable.ts';

const TOO_DEEP: Rejection = { code: 'too_deep', message: `an event may be nested ${MAX_DEPTH} levels deep` };
const TOO_MANY_KEYS: Rejection = { code: 'too_many_keys', message: `an object may have ${MAX_KEYS} keys` };
export const TOO_LARGE: Rejection = {
  code: 'event_too_large',
  message: `an event may have at most ${MAX_EVENT_BYTES} bytes, including the fields and the envelope that ingest adds; send less data in it`,
};
const FORBIDDEN_KEY: Rejection = {
  code: 'forbidden_key',
  message: 'the keys __proto__, constructor and prototype are not allowed',
};

/**
 * Checks a parsed event in one pass, before any other check: depth, keys, a lower bound of its size, and whether the
 * stores can hold its values. Not re-entrant: the walk counts in module variables, which costs a third less than
 * passing an object.
 * @param checksTexts whether the event may contain texts that the stores refuse
 */
export function checkShape(event: object, checksTexts: boolean): Rejection | undefined {
  characters = 0;
  storable = true;
  looksAtTexts = checksTexts;
  return walk(event, 1) ?? (characters > MAX_EVENT_BYTES ? TOO_LARGE : undefined);
}

/** `true` if the stores can hold every value of the event that `checkShape` checked last. */
export function wasStorable(): boolean {
  return storable;
}

let storable = true;
let looksAtTexts = true;

/** Characters so far. Each is at least one byte of UTF-8. */
let characters = 0;

function walk(value: object, depth: number): Rejection | undefined {
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) {
    characters += value.length;
    for (const element of value) {
      const rejection = walkMember(element, depth);
      if (rejection !== undefined) return rejection;
    }
    return undefined;
  }
  let keys = 0;
  for (const key in value) {
    keys += 1;
    if (keys > MAX_KEYS) return TOO_MANY_KEYS;
    if (isForbidden(key)) return FORBIDDEN_KEY;
    characters += key.length;
    if (looksAtTexts && !isStorable(key)) storable = false;
    const rejection = walkMember((value as Record<string, unknown>)[key], depth);
    if (rejection !== undefined) return rejection;
  }
  return undefined;
}

function walkMember(value: unknown, depth: number): Rejection | undefined {
  if (typeof value === 'string') {
    characters += value.length;
    if (looksAtTexts && !isStorable(value)) storable = false;
  } else if (typeof value === 'number') {
    if (!isStorable(value)) storable = false;
  } else if (typeof value === 'object' && value !== null) return walk(value, depth + 1);
  return undefined;
}

function isForbidden(key: string): boolean {
  if (key.length === 9) return key === '__proto__' || key === 'prototype';
  return key.length === 11 && key === 'constructor';
}
