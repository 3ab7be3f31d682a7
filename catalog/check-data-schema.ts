import { MAX_DEPTH, MAX_KEYS } from './event-limits.ts';
import type { Refuse } from './refuse.ts';
import type { JsonSchema } from './schema-breaks.ts';
import { branchesOf } from './schema-size.ts';

const FIELD_PATTERN = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Ingest rejects events with these keys (lambdas/ingest/check-shape.ts). */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
/** Level of `data`, counting the event as the first. */
const DEPTH_OF_DATA = 2;
const SCALARS = new Set(['number', 'integer', 'boolean', 'null']);

/**
 * Refuses a schema of `data` that admits values nobody checks, or that leaves a text or a list without a bound:
 * everything a client chooses has an upper bound.
 */
export function checkDataSchema(schema: JsonSchema, refuse: Refuse): void {
  if (schema.type !== 'object') refuseOpen(schema, 'data', refuse);
  checkSchema(schema, 'data', DEPTH_OF_DATA, refuse);
}

function checkSchema(schema: JsonSchema, path: string, depth: number, refuse: Refuse): void {
  if ('const' in schema || Array.isArray(schema.enum)) return;
  const branches = branchesOf(schema);
  if (branches.length > 0) {
    for (const branch of branches) checkSchema(branch, path, depth, refuse);
    return;
  }
  for (const type of Array.isArray(schema.type) ? schema.type : [schema.type]) {
    if (type === 'object') checkObject(schema, path, depth, refuse);
    else if (type === 'array') checkArray(schema, path, depth, refuse);
    else if (type === 'string') checkString(schema, path, refuse);
    else if (!SCALARS.has(type)) {
      refuse(
        path,
        schema,
        'a string, number, integer, boolean, null, object or array; a const, an enum, or a union of these',
        'Say which values it may have: what a schema cannot bound, a public endpoint should not take.',
      );
    }
  }
}

function checkObject(schema: JsonSchema, path: string, depth: number, refuse: Refuse): void {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const names = Object.keys(properties);
  const odd = names.find((name) => !FIELD_PATTERN.test(name) || FORBIDDEN.has(name));
  if (odd !== undefined) {
    const others = [...FORBIDDEN].join(', ');
    refuse(path, odd, `field names of letters, digits and _, but not ${others}`, 'Rename the field.');
  }
  if ('patternProperties' in schema || schema.additionalProperties !== false) refuseOpen(schema, path, refuse);
  if (names.length > MAX_KEYS) {
    refuse(
      path,
      `${names.length} fields`,
      `at most ${MAX_KEYS} fields an object`,
      'Group some in an object of their own.',
    );
  }
  checkDepth(path, depth, refuse);
  for (const [name, member] of Object.entries(properties)) checkSchema(member, `${path}.${name}`, depth + 1, refuse);
}

function refuseOpen(
  { type, additionalProperties, patternProperties }: JsonSchema,
  path: string,
  refuse: Refuse,
): never {
  return refuse(
    path,
    patternProperties === undefined ? { type, additionalProperties } : { type, patternProperties },
    'an object schema with additionalProperties: false',
    'Write Type.Object({ … }, { additionalProperties: false }), so that nothing unchecked gets in.',
  );
}

function checkArray(schema: JsonSchema, path: string, depth: number, refuse: Refuse): void {
  checkDepth(path, depth, refuse);
  if (Array.isArray(schema.items) && schema.additionalItems === false) {
    for (const [index, item] of schema.items.entries()) checkSchema(item, `${path}[${index}]`, depth + 1, refuse);
    return;
  }
  if (!Number.isInteger(schema.maxItems)) {
    refuse(path, withoutItems(schema), 'an array with maxItems', 'Write Type.Array(…, { maxItems: 20 }).');
  }
  const item = schema.items;
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    refuse(
      path,
      withoutItems(schema),
      'an array whose items have a schema',
      'Write Type.Array(ITEM, { maxItems: 20 }).',
    );
  }
  checkSchema(item as JsonSchema, `${path}[]`, depth + 1, refuse);
}

function withoutItems({ items: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function checkString(schema: JsonSchema, path: string, refuse: Refuse): void {
  if (Number.isInteger(schema.maxLength) || schema.format === 'date-time') return;
  refuse(
    path,
    schema,
    'a string with maxLength, enum, const or format: date-time; a pattern alone bounds it out of sight',
    'Write Type.String({ maxLength: 200 }), or take a field of catalog/fields.ts.',
  );
}

function checkDepth(path: string, depth: number, refuse: Refuse): void {
  if (depth <= MAX_DEPTH) return;
  refuse(path, `level ${depth} of an event`, `${MAX_DEPTH} levels`, 'Make the data flatter.');
}
