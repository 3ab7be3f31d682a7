import type { JsonSchema } from './schema-breaks.ts';

/** JSON writes a control character or a lone surrogate as six bytes, `\u0000`; no character takes more. */
const BYTES_PER_CHARACTER = 6;
/** `-1.7976931348623157e+308`. */
const LONGEST_NUMBER = 24;

/** Least bytes of the schema's values as JSON: a lower bound, because patterns are ignored. */
export function smallestBytes(schema: JsonSchema): number {
  return bytesOf(schema, SMALLEST);
}

/** Most bytes of the schema's values as JSON: an upper bound. `Infinity` if nothing bounds them. */
export function largestBytes(schema: JsonSchema): number {
  return bytesOf(schema, LARGEST);
}

interface Extreme {
  readonly pick: (...values: number[]) => number;
  readonly counts: (isRequired: boolean) => boolean;
  readonly text: (schema: JsonSchema) => number;
  readonly items: (schema: JsonSchema) => number;
  readonly number: number;
  readonly boolean: number;
}

const SMALLEST: Extreme = {
  pick: Math.min,
  counts: (isRequired) => isRequired,
  text: ({ minLength }) => Number(minLength ?? 0),
  items: ({ minItems }) => Number(minItems ?? 0),
  number: 1,
  boolean: 4,
};

const LARGEST: Extreme = {
  pick: Math.max,
  counts: () => true,
  // A time has at most 35 characters, none of which JSON escapes (timestamp.ts).
  text: ({ maxLength, format }) =>
    format === 'date-time' ? 35 : Number(maxLength ?? Number.POSITIVE_INFINITY) * BYTES_PER_CHARACTER,
  items: ({ maxItems }) => Number(maxItems ?? Number.POSITIVE_INFINITY),
  number: LONGEST_NUMBER,
  boolean: 5,
};

function bytesOf(schema: JsonSchema, extreme: Extreme): number {
  const branches = branchesOf(schema);
  if (branches.length > 0) return extreme.pick(...branches.map((branch) => bytesOf(branch, extreme)));
  if ('const' in schema) return jsonBytes(schema.const);
  if (Array.isArray(schema.enum)) return extreme.pick(...schema.enum.map(jsonBytes));
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return extreme.pick(...types.map((type) => bytesOfType(String(type), schema, extreme)));
}

function bytesOfType(type: string, schema: JsonSchema, extreme: Extreme): number {
  switch (type) {
    case 'object':
      return bytesOfObject(schema, extreme);
    case 'array':
      return bytesOfArray(schema, extreme);
    case 'string':
      return 2 + extreme.text(schema);
    case 'boolean':
      return extreme.boolean;
    case 'null':
      return 4;
    default:
      return extreme.number;
  }
}

function bytesOfObject(schema: JsonSchema, extreme: Extreme): number {
  const required = listOf(schema.required);
  const counted = Object.entries((schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>).filter(([name]) =>
    extreme.counts(required.includes(name)),
  );
  const members = counted.reduce((sum, [name, member]) => sum + jsonBytes(name) + 1 + bytesOf(member, extreme), 0);
  return 2 + members + Math.max(0, counted.length - 1);
}

function bytesOfArray(schema: JsonSchema, extreme: Extreme): number {
  const tuple = Array.isArray(schema.items) ? (schema.items as readonly JsonSchema[]) : undefined;
  const count = tuple === undefined ? extreme.items(schema) : Math.min(tuple.length, extreme.items(schema));
  if (count === 0) return 2;
  const items = tuple?.slice(0, count) ?? [schema.items as JsonSchema];
  const bytes = items.reduce((sum, item) => sum + bytesOf(item, extreme), 0);
  return 2 + (tuple === undefined ? count * bytes : bytes) + count - 1;
}

/** The alternatives of a schema, and the parts of `allOf`, each of which bounds the whole. */
export function branchesOf({ anyOf, oneOf, allOf }: JsonSchema): readonly JsonSchema[] {
  return [...listOf(anyOf), ...listOf(oneOf), ...listOf(allOf)] as readonly JsonSchema[];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
