/** A JSON Schema in the form of the contract: plain JSON, without TypeBox's markers. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A difference because of which the newer schema refuses what a phone built for the older one sends. */
export interface SchemaBreak {
  /** Dotted path, such as `data.displayName`. */
  readonly path: string;
  /** A sentence without a subject, such as `was removed`. */
  readonly message: string;
}

/**
 * Keywords that the comparison understands. A schema with any other keyword is comparable only with an equal schema.
 */
const KNOWN = new Set([
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minLength', 'maxLength', 'pattern', 'format', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['multipleOf', 'enum', 'const', 'anyOf', 'title', 'description', 'default', 'examples'],
]);

const ANNOTATIONS = new Set(['title', 'description', 'default', 'examples']);

/**
 * Values that `older` accepts and `newer` refuses; empty if `newer` accepts all. Errs on the safe side: what it cannot
 * decide (two patterns, two unions) counts as a break.
 */
export function schemaBreaks(older: JsonSchema, newer: JsonSchema, path: string): readonly SchemaBreak[] {
  if (equal(meaning(older), meaning(newer))) return [];
  const undecided = (what: string): readonly SchemaBreak[] => [
    { path, message: `has another ${what}, and whether it accepts all that the older did cannot be decided` },
  ];
  const unknown = [...Object.keys(older), ...Object.keys(newer)].find((keyword) => !KNOWN.has(keyword));
  if (unknown !== undefined) return undecided(unknown);

  const [before, now] = [valuesOf(older), valuesOf(newer)];
  if (before !== undefined) {
    if (now === undefined && newer.anyOf !== undefined) return undecided('union');
    const lost = before.filter((value) => (now === undefined ? !accepts(newer, value) : !now.some(same(value))));
    return lost.length === 0 ? [] : [{ path, message: `no longer takes ${lost.map(show).join(', ')}` }];
  }
  if (now !== undefined) return [{ path, message: `takes only ${now.map(show).join(', ')} now` }];
  if (older.anyOf !== undefined || newer.anyOf !== undefined) return undecided('union');
  if (older.type !== newer.type && !(older.type === 'integer' && newer.type === 'number')) {
    return [{ path, message: `was ${show(older.type)} and is ${show(newer.type)}` }];
  }

  const breaks: SchemaBreak[] = [];
  const add = (message: string) => breaks.push({ path, message });
  for (const keyword of ['maxLength', 'maxItems', 'maximum', 'exclusiveMaximum']) {
    if (narrower(older[keyword], newer[keyword], (was, is) => is < was)) add(bound(keyword, older, newer));
  }
  for (const keyword of ['minLength', 'minItems', 'minimum', 'exclusiveMinimum']) {
    if (narrower(older[keyword], newer[keyword], (was, is) => is > was)) add(bound(keyword, older, newer));
  }
  for (const keyword of ['pattern', 'format', 'multipleOf']) {
    if (newer[keyword] !== undefined && newer[keyword] !== older[keyword]) breaks.push(...undecided(keyword));
  }
  if (newer.uniqueItems === true && older.uniqueItems !== true) add('must not repeat an item now');
  if (older.items !== undefined || newer.items !== undefined) {
    if (newer.items === undefined) return breaks;
    breaks.push(...schemaBreaks(schema(older.items), schema(newer.items), `${path}[]`));
  }
  return [...breaks, ...propertyBreaks(older, newer, path)];
}

function propertyBreaks(older: JsonSchema, newer: JsonSchema, path: string): readonly SchemaBreak[] {
  if (older.type !== 'object') return [];
  const [before, now] = [schema(older.properties), schema(newer.properties)];
  const [neededBefore, neededNow] = [names(older.required), names(newer.required)];
  const breaks: SchemaBreak[] = [];
  for (const [name, was] of Object.entries(before)) {
    const is = now[name];
    if (is === undefined) breaks.push({ path: `${path}.${name}`, message: 'was removed or renamed' });
    else breaks.push(...schemaBreaks(schema(was), schema(is), `${path}.${name}`));
  }
  for (const name of Object.keys(now)) {
    // Without a schema of its own, the field accepted any value.
    if (before[name] === undefined && older.additionalProperties !== false) {
      breaks.push({ path: `${path}.${name}`, message: 'has a schema now, any value was taken before' });
    }
  }
  for (const name of neededNow) {
    if (!neededBefore.includes(name)) breaks.push({ path: `${path}.${name}`, message: 'is required now' });
  }
  if (older.additionalProperties !== false) {
    if (newer.additionalProperties === false) breaks.push({ path, message: 'takes no other fields now' });
    else if (isSchema(newer.additionalProperties) && !equal(older.additionalProperties, newer.additionalProperties)) {
      breaks.push({
        path,
        message:
          'has another schema for its other fields, and whether it accepts all that the older did cannot be decided',
      });
    }
  }
  return breaks;
}

/** The values that a schema lists by `enum`, `const`, or a union of these; `undefined` if it is no such list. */
function valuesOf({ enum: listed, const: single, anyOf }: JsonSchema): readonly unknown[] | undefined {
  if (Array.isArray(listed)) return listed;
  if (single !== undefined) return [single];
  if (!Array.isArray(anyOf)) return undefined;
  const members = anyOf.map(valuesOf);
  return members.every((member) => member !== undefined) ? members.flat() : undefined;
}

/** `true` if a schema without a list certainly accepts the value; decides only simple schemas. */
function accepts(newer: JsonSchema, value: unknown): boolean {
  const { type, maxLength, minLength, ...others } = newer;
  if (typeof value !== 'string' || type !== 'string' || Object.keys(others).length > 0) return false;
  const { length } = [...value];
  return length <= Number(maxLength ?? Number.POSITIVE_INFINITY) && length >= Number(minLength ?? 0);
}

function narrower(was: unknown, is: unknown, isNarrower: (was: number, is: number) => boolean): boolean {
  if (typeof is !== 'number') return false;
  return typeof was !== 'number' || isNarrower(was, is);
}

function bound(keyword: string, older: JsonSchema, newer: JsonSchema): string {
  return `has ${keyword} ${show(newer[keyword])} now, ${older[keyword] === undefined ? 'it had none' : `it was ${show(older[keyword])}`}`;
}

/** `true` if two schemas certainly accept the same values; `false` if that cannot be decided. */
export function sameMeaning(one: JsonSchema, other: JsonSchema): boolean {
  return schemaBreaks(one, other, '').length === 0 && schemaBreaks(other, one, '').length === 0;
}

/**
 * Removes keywords that only inform a reader, at any depth. A field may be called `title`, so names of fields are not
 * treated as keywords.
 */
function meaning(value: unknown, isSchemaHere = true): unknown {
  if (Array.isArray(value)) return value.map((member) => meaning(member));
  if (!isSchema(value)) return value;
  const kept = Object.entries(value).filter(([keyword]) => !isSchemaHere || !ANNOTATIONS.has(keyword));
  return Object.fromEntries(
    kept.map(([keyword, member]) => [
      keyword,
      // Values, not schemas: nothing in them is removed.
      isSchemaHere && (keyword === 'const' || keyword === 'enum')
        ? member
        : meaning(member, !isSchemaHere || keyword !== 'properties'),
    ]),
  );
}

function equal(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [a, b] = [Object.entries(one), new Map(Object.entries(other))];
  return a.length === b.size && a.every(([key, value]) => b.has(key) && equal(value, b.get(key)));
}

const same = (value: unknown) => (other: unknown) => equal(value, other);
const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const schema = (value: unknown): JsonSchema => (value ?? {}) as JsonSchema;
const names = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);
const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
