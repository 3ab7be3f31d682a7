import { isObject, type JsonObject } from '../operation.ts';

/** An element of an array in an event. */
export interface Place {
  readonly array: readonly unknown[];
  readonly index: number;
}

/** A leaf of an event: a text, number, boolean or null. */
export interface FieldValue {
  readonly value: unknown;
  /** The array elements around it that contain fields or arrays, from the outside in. */
  readonly places: readonly Place[];
}

const NO_PLACES: readonly Place[] = [];

/**
 * Returns an event's values of a field. Flattens arrays of any depth; a name with dots means nested objects or keys
 * with dots. An empty array and an array of objects have no value themselves.
 * @param path the field's names, joined by dots
 * @see https://github.com/aws/event-ruler (Event.java)
 */
export function fieldValues(event: JsonObject, path: string): readonly FieldValue[] {
  const found: FieldValue[] = [];
  collectFromObject(event, path, NO_PLACES, found);
  return found;
}

function collectFromObject(object: JsonObject, path: string, places: readonly Place[], found: FieldValue[]): void {
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const name = path.slice(0, dot);
    if (Object.hasOwn(object, name)) collect(object[name], path.slice(dot + 1), places, found);
  }
  if (Object.hasOwn(object, path)) collect(object[path], undefined, places, found);
}

/** @param rest the remaining path; `undefined` at its end */
function collect(value: unknown, rest: string | undefined, places: readonly Place[], found: FieldValue[]): void {
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const isLeaf = typeof element !== 'object' || element === null;
      collect(element, rest, isLeaf ? places : [...places, { array: value, index }], found);
    }
  } else if (isObject(value)) {
    if (rest !== undefined) collectFromObject(value, rest, places, found);
  } else if (rest === undefined) found.push({ value, places });
}
