import { isDeepStrictEqual } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import type { EarlierDefinition } from '../../catalog/definition.ts';
import { InputError, show } from '../../core/errors.ts';

/** An upgrade that takes longer than this for one event counts as endless. */
const TIMEOUT_MS = 1_000;

/**
 * Returns an upgrade's source as an expression for a bundle, which does not contain the module around it. Checks that
 * the text alone, in a realm with only JavaScript's own objects, gives the function's result for the example.
 * @throws InputError if it uses something outside itself
 */
export function upgradeExpression(
  type: string,
  {
    version,
    example,
    upgrade,
    upgradeText,
  }: Pick<EarlierDefinition, 'version' | 'example' | 'upgrade' | 'upgradeText'>,
): string {
  const refuse = (received: string, remedy: string): never => {
    throw new InputError({
      input: `catalog ${type}: earlier version ${version}: upgrade`,
      received,
      allowed: 'a function that uses nothing but its argument and JavaScript’s own objects',
      remedy,
    });
  };
  const remedy = 'The bundles carry only the text of this function: write what it uses into it, constants included.';
  const expected = JSON.stringify(upgrade(structuredClone(example)));
  const failures: string[] = [];
  // First as an arrow or a function; then as a method (`upgrade(data) { … }`), which is an expression only in an
  // object.
  for (const expression of [`(${upgradeText})`, `Object.values({ ${upgradeText} })[0]`]) {
    let result: string;
    try {
      const call = `JSON.stringify((${expression})(JSON.parse(${JSON.stringify(JSON.stringify(example))})))`;
      result = runInContext(call, createContext(Object.create(null)), { timeout: TIMEOUT_MS });
    } catch (error) {
      // The error is from another realm, so `instanceof Error` fails here.
      failures.push(String(error));
      continue;
    }
    if (!isDeepStrictEqual(result, expected))
      refuse(`${show(result)} of its text alone`, `${remedy} It gives ${expected}.`);
    return expression;
  }
  // Text that is valid in one form is a SyntaxError in the other, so report the other error.
  return refuse(failures.find((failure) => !failure.startsWith('SyntaxError')) ?? failures.join('; '), remedy);
}
