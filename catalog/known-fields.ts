/** The fields of an object or a list that a schema knows, as plain data for the bundles. */
export interface FieldTree {
  /** Known fields by name, each with the known fields of its value. */
  readonly fields?: Readonly<Record<string, KnownFields>>;
  /** Known fields by regular expression. */
  readonly patterns?: Readonly<Record<string, KnownFields>>;
  /** The known fields of a list's elements. */
  readonly elements?: KnownFields;
}

/** `any`: every field is known. `none`: the value has no fields, such as a text. In both cases nothing is dropped. */
export type KnownFields = FieldTree | 'any' | 'none';

type Schema = Readonly<Record<string, unknown>>;

const BRANCHES = ['anyOf', 'oneOf', 'allOf'] as const;
const SCALARS = new Set(['string', 'number', 'integer', 'boolean', 'null']);

/**
 * The fields that a JSON Schema knows; for several branches, the fields of all of them. At a `$ref` it counts every
 * field as known: then nothing is dropped, and the validator decides.
 */
export function knownFields(schema: unknown): KnownFields {
  if (!isSchema(schema) || '$ref' in schema) return 'any';
  const branches = BRANCHES.flatMap((keyword) => listOf(schema[keyword]));
  if (branches.length > 0) {
    const own = 'properties' in schema || 'items' in schema ? [fieldsOfOne(schema)] : [];
    return [...branches.map(knownFields), ...own].reduce(merge, 'none');
  }
  return fieldsOfOne(schema);
}

function fieldsOfOne(schema: Schema): KnownFields {
  if (SCALARS.has(String(schema.type)) || 'const' in schema || 'enum' in schema) return 'none';
  if (schema.type === 'array') {
    const tuple = [...listOf(schema.prefixItems), ...listOf(schema.items)];
    const elements = tuple.length > 0 ? tuple : [schema.items];
    return { elements: elements.map(knownFields).reduce(merge, 'none') };
  }
  if (schema.additionalProperties !== false && schema.unevaluatedProperties !== false) return 'any';
  return { fields: partsOf(schema.properties), patterns: partsOf(schema.patternProperties) };
}

/** A copy of `value` without the fields that `known` does not have, in objects and lists of any depth. */
export function keepKnown(value: unknown, known: KnownFields): unknown {
  if (typeof known === 'string' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => keepKnown(element, known.elements ?? 'any'));
  // The schema expects a list; the validator will report it.
  if (known.fields === undefined && known.patterns === undefined) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const inner = memberOf(known, name);
    if (inner !== undefined) kept[name] = keepKnown(member, inner);
  }
  return kept;
}

/** The known fields of the member's value; `undefined` if the member is unknown. */
function memberOf({ fields = {}, patterns = {} }: FieldTree, name: string): KnownFields | undefined {
  if (Object.hasOwn(fields, name)) return fields[name];
  const pattern = Object.keys(patterns).find((each) => new RegExp(each, 'u').test(name));
  return pattern === undefined ? undefined : patterns[pattern];
}

function merge(left: KnownFields, right: KnownFields): KnownFields {
  if (left === 'any' || right === 'any') return 'any';
  if (left === 'none') return right;
  if (right === 'none') return left;
  const elements = merge(left.elements ?? 'none', right.elements ?? 'none');
  return {
    fields: mergeParts(left.fields, right.fields),
    patterns: mergeParts(left.patterns, right.patterns),
    ...(left.elements === undefined && right.elements === undefined ? {} : { elements }),
  };
}

function mergeParts(left: FieldTree['fields'] = {}, right: FieldTree['fields'] = {}): Record<string, KnownFields> {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...names].map((name) => [name, merge(left[name] ?? 'none', right[name] ?? 'none')]));
}

function partsOf(schemas: unknown): Record<string, KnownFields> {
  if (!isSchema(schemas)) return {};
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, knownFields(schema)]));
}

function isSchema(schema: unknown): schema is Schema {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
