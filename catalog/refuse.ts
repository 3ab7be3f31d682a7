import { closest } from '../core/closest.ts';
import { InputError } from '../core/errors.ts';

/** Refuses one field of a definition or a stage. */
export type Refuse = (field: string, received: unknown, allowed: string, remedy: string) => never;

/** @param owner of the field, such as `stage prod` */
export function refuser(owner: string): Refuse {
  return (field, received, allowed, remedy) => {
    throw new InputError({ input: `${owner}: ${field}`, received, allowed, remedy });
  };
}

/** Refuses a value that is not a number from `low` to `high`. */
export function numberChecker(refuse: Refuse) {
  return (field: string, value: unknown, low: number, high: number, unit: string, whole = true): void => {
    const fits = typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value));
    if (fits) return;
    const kind = whole ? 'a whole number' : 'a number';
    refuse(field, value, `${kind} from ${low} to ${high} (${unit})`, `Set ${field} within that range.`);
  };
}

/** Refuses a value that is not one of the words, and names the word that was probably meant. */
export function requireWord(
  refuse: Refuse,
  field: string,
  value: unknown,
  words: readonly string[],
  remedy = 'Choose one of these.',
): void {
  if (typeof value === 'string' && words.includes(value)) return;
  refuse(field, value, words.join(', '), didYouMean(value, words) ?? remedy);
}

export function requireBoolean(refuse: Refuse, field: string, value: unknown): void {
  if (typeof value !== 'boolean') refuse(field, value, 'true or false', 'Write true or false.');
}

export function requireText(refuse: Refuse, field: string, value: unknown, allowed: string, remedy: string): void {
  if (typeof value !== 'string' || value.trim() === '') refuse(field, value, allowed, remedy);
}

/**
 * Refuses a value that is not an object, and fields that the object must not have.
 * @param fields `false` for a field that an author does not write
 */
export function requireFields(
  refuse: Refuse,
  field: string | undefined,
  value: unknown,
  fields: Readonly<Record<string, boolean>>,
): void {
  const known = Object.keys(fields).filter((name) => fields[name]);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(field ?? 'value', value, `an object with ${known.join(', ')}`, 'Write it as an object.');
  }
  const odd = Object.keys(value as object).find((name) => !Object.hasOwn(fields, name));
  if (odd === undefined) return;
  const path = field === undefined ? odd : `${field}.${odd}`;
  const remedy = didYouMean(odd, known) ?? 'Remove it.';
  refuse(path, (value as Record<string, unknown>)[odd], `the fields ${known.join(', ')}`, remedy);
}

/** Refuses accepted risks that name no check or give no reason. */
export function requireRisks(refuse: Refuse, risks: unknown, checks: readonly string[]): void {
  if (risks === undefined) return;
  if (!Array.isArray(risks)) {
    refuse('acceptedRisks', risks, 'a list of { check, reason }', 'Write [{ check: "…", reason: "…" }].');
  }
  for (const risk of risks as readonly { check?: unknown; reason?: unknown }[]) {
    requireFields(refuse, 'acceptedRisks', risk, { check: true, reason: true });
    requireWord(refuse, 'acceptedRisks.check', risk.check, checks, 'Name one of these checks.');
    requireText(refuse, 'acceptedRisks.reason', risk.reason, 'a sentence', 'Say why the risk is accepted.');
  }
}

/** `Did you mean waf?`, if the value is close to one of the words. */
export function didYouMean(value: unknown, words: Iterable<string>): string | undefined {
  const meant = typeof value === 'string' ? closest(value, words) : undefined;
  return meant === undefined ? undefined : `Did you mean ${meant}?`;
}
