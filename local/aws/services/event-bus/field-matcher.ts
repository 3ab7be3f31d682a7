import { isObject, type JsonObject } from '../operation.ts';
import { fieldValues, type Place } from './field-values.ts';
import { compileValueMatcher } from './value-matcher.ts';

/** The array elements that contain the fields matched so far. */
export type Places = readonly Place[];

/** A field of a pattern with its tests. */
export interface FieldMatcher {
  /**
   * Returns whether the field matches and `next` returns true.
   * @param places the elements that must contain the field's value, if it is in one of their arrays
   * @param next called with `places` and those of the matching value
   */
  anyMatch(event: JsonObject, places: Places, next: (places: Places) => boolean): boolean;
}

/** @throws InputError for what EventBridge refuses */
export function compileField(path: string, tests: readonly unknown[], input: string): FieldMatcher {
  const matchesAbsence = tests.some((test) => isObject(test) && test.exists === false);
  const matchers = tests.map((test) => compileValueMatcher(test, input));
  return {
    anyMatch: (event, places, next) => {
      let isAbsent = true;
      for (const { value, places: own } of fieldValues(event, path)) {
        const reached = joinPlaces(places, own);
        if (reached === undefined) continue;
        isAbsent = false;
        if (matchers.some((matches) => matches(value)) && next(reached)) return true;
      }
      return isAbsent && matchesAbsence && next(places);
    },
  };
}

/** Joins both lists; `undefined` if they name different elements of one array. */
function joinPlaces(places: Places, others: Places): Places | undefined {
  if (others.length === 0) return places;
  if (places.length === 0) return others;
  for (const { array, index } of others) {
    if (places.some((place) => place.array === array && place.index !== index)) return undefined;
  }
  return [...places, ...others];
}
