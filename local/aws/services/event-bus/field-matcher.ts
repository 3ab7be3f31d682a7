import { isObject, type JsonObject } from '../operation.ts';
import { fieldValues, type Place } from './field-values.ts';
import { compileValueMatcher } from './value-matcher.ts';

/** The elements of arrays that the fields matched so far belong to. */
export type Places = readonly Place[];

/** A field of a pattern with its list of tests. */
export interface FieldMatcher {
  /**
   * Whether the field matches and `next` holds.
   * @param places elements of arrays that the field's value must be of, where it is in one of these arrays
   * @param next is asked with `places` and those of the matching value
   */
  anyMatch(event: JsonObject, places: Places, next: (places: Places) => boolean): boolean;
}

/** @throws InputError for what EventBridge would refuse */
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

/** Both lists as one; `undefined` where they name different elements of one array. */
function joinPlaces(places: Places, others: Places): Places | undefined {
  if (others.length === 0) return places;
  if (places.length === 0) return others;
  for (const { array, index } of others) {
    if (places.some((place) => place.array === array && place.index !== index)) return undefined;
  }
  return [...places, ...others];
}
