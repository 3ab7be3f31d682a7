import type { ErrorObject } from 'ajv';
import type { SchemaViolation } from './definition.ts';

/** Explains Ajv's errors as a path, a sentence and what arrived. For a union, names all allowed values. */
export function explain(errors: readonly ErrorObject[] | null | undefined, value: unknown): SchemaViolation {
  const error = errors?.[0];
  if (error === undefined) return { path: '', message: 'is invalid', received: value };
  // Ajv stops at the first keyword that fails. Several errors are those of a union's branches, followed by the union's
  // own.
  return errors?.length === 1 || errors === null || errors === undefined
    ? explainOne(error, value)
    : explainUnion(
        errors.filter(({ keyword }) => !UNIONS.has(keyword)),
        value,
      );
}

const UNIONS = new Set(['anyOf', 'oneOf']);

/**
 * Explains a union by the branches that matched most of the value, because the intended branch is one of them. If each
 * of them requires another value, names all the values.
 */
function explainUnion(errors: readonly ErrorObject[], value: unknown): SchemaViolation {
  const depth = Math.max(...errors.map(depthOf));
  const furthest = errors.filter((error) => depthOf(error) === depth);
  const [first] = furthest;
  const choices = furthest.map(choicesOf);
  const isOnePlace = furthest.every(({ instancePath }) => instancePath === first?.instancePath);
  if (first !== undefined && isOnePlace && choices.every(({ length }) => length > 0)) {
    return { ...explainOne(first, value), message: `must be ${listed([...new Set(choices.flat())])}` };
  }
  return explainOne(furthest.find((error) => choicesOf(error).length === 0) ?? first, value);
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length;
}

/** The values that an error allows; empty if the error is about something else. */
function choicesOf({ keyword, params }: ErrorObject): readonly string[] {
  if (keyword === 'const') return [JSON.stringify(params.allowedValue)];
  if (keyword === 'enum') return params.allowedValues.map((allowed: unknown) => JSON.stringify(allowed));
  if (keyword === 'type') return [params.type].flat().map((type: string) => NAMES_OF_TYPES[type] ?? type);
  return [];
}

const NAMES_OF_TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'a text',
};

/** `a, b or c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function explainOne(error: ErrorObject | undefined, value: unknown): SchemaViolation {
  if (error === undefined) return { path: '', message: 'is invalid', received: value };
  const segments = error.instancePath.split('/').slice(1).map(unescapePointer);
  const received = segments.reduce<unknown>(member, value);
  const path = segments.join('.');
  switch (error.keyword) {
    case 'required':
      return { path: join(path, error.params.missingProperty), message: 'is required', received: undefined };
    case 'additionalProperties': {
      const name: string = error.params.additionalProperty;
      return { path: join(path, name), message: 'is not a known field', received: member(received, name) };
    }
    case 'const':
    case 'enum':
      return { path, message: `must be ${listed(choicesOf(error))}`, received };
    case 'format':
      return { path, message: TIMESTAMP_FORM, received };
    default:
      return { path, message: error.message ?? 'is invalid', received };
  }
}

/** The only format in the schemas (timestamp.ts). */
const TIMESTAMP_FORM = 'must be an RFC 3339 time with its zone, such as 2026-06-01T10:00:00Z (no leap second)';

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** RFC 6901, section 4. */
function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
