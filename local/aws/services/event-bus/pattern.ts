import { isObject, type JsonObject } from '../operation.ts';
import { compileField, type FieldMatcher, type Places } from './field-matcher.ts';
import { invalid } from './invalid-pattern.ts';

/** Returns whether an event (its whole envelope) matches. */
export type Matcher = (event: JsonObject) => boolean;

/** Field matchers by field name, joined by dots: every field must match. A pattern with `$or` has several of these. */
type Alternative = ReadonlyMap<string, FieldMatcher>;

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-complex-example-or */
const MAX_ALTERNATIVES = 1_000;

/**
 * Field names that EventBridge refuses below `$or`, because operators have these names or may get them.
 * @see https://github.com/aws/event-ruler (Constants.java, RESERVED_FIELD_NAMES_IN_OR_RELATIONSHIP)
 */
const RESERVED_BELOW_OR: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/**
 * Compiles an event pattern as Event Ruler does, the library of EventBridge itself. Patterns and events are flat lists
 * of fields: `{"a": {"b": …}}` and `{"a.b": …}` are the same field. Arrays are flattened. Every named field must match;
 * a list matches if one of its tests matches; `$or` needs one of its alternatives.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @see https://github.com/aws/event-ruler
 * @throws InputError for what EventBridge refuses as an invalid pattern
 */
export function compilePattern(pattern: unknown, input = 'event pattern'): Matcher {
  if (!isObject(pattern)) throw invalid(input, pattern, 'an object that is not empty');
  const alternatives = addFields([new Map()], pattern, '', input, false).map(sortedFields);
  return (event) => alternatives.some((fields) => matchesFrom(fields, 0, event, []));
}

function addFields(
  alternatives: readonly Alternative[],
  pattern: JsonObject,
  parent: string,
  input: string,
  belowOr: boolean,
): readonly Alternative[] {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw invalid(input, pattern, 'an object that is not empty');
  let extended = alternatives;
  for (const [name, value] of fields) {
    const at = `${input}: ${name}`;
    if (name === '$or') {
      extended = addAlternatives(extended, value, parent, at);
      continue;
    }
    if (belowOr && RESERVED_BELOW_OR.has(name)) throw invalid(input, name, 'below $or, a name that is not an operator');
    const path = parent === '' ? name : `${parent}.${name}`;
    if (isObject(value)) {
      extended = addFields(extended, value, path, at, belowOr);
    } else if (Array.isArray(value) && value.length > 0) {
      const matcher = compileField(path, value, at);
      // If a field is named twice, the later tests replace the earlier ones, as in Event Ruler.
      extended = extended.map((alternative) => new Map(alternative).set(path, matcher));
    } else throw invalid(at, value, 'a list of at least one value, or an object of fields');
  }
  return extended;
}

function addAlternatives(
  alternatives: readonly Alternative[],
  value: unknown,
  parent: string,
  input: string,
): readonly Alternative[] {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject)) {
    throw invalid(input, value, 'a list of at least two objects');
  }
  if (alternatives.length * value.length > MAX_ALTERNATIVES) {
    throw invalid(input, value, `at most ${MAX_ALTERNATIVES} combinations of alternatives`);
  }
  return value.flatMap((part, index) => addFields(alternatives, part, parent, `${input}[${index}]`, true));
}

/**
 * Sorts fields by name: Event Ruler tests them in this order, so `exists` applies to array elements of earlier fields.
 */
function sortedFields(alternative: Alternative): readonly FieldMatcher[] {
  return [...alternative].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, matcher]) => matcher);
}

/**
 * Returns whether the fields from `index` on match in the same array elements as the earlier fields: a pattern of two
 * fields does not match if one array element has the first field and another has the second.
 */
function matchesFrom(fields: readonly FieldMatcher[], index: number, event: JsonObject, places: Places): boolean {
  const field = fields[index];
  if (field === undefined) return true;
  return field.anyMatch(event, places, (reached) => matchesFrom(fields, index + 1, event, reached));
}
