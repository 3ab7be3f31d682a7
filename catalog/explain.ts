import type { ErrorObject } from 'ajv';
import type { SchemaViolation } from './definition.ts';

/** The first of Ajv's errors, as a path, a sentence and what arrived. */
export function explain(errors: readonly ErrorObject[] | null | undefined, value: unknown): SchemaViolation {
  const error = errors?.[0];
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
      return { path, message: `must be ${JSON.stringify(error.params.allowedValue)}`, received };
    case 'format':
      return { path, message: TIMESTAMP_FORM, received };
    default:
      return { path, message: error.message ?? 'is invalid', received };
  }
}

/** The only format that schemas use (timestamp.ts). */
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
