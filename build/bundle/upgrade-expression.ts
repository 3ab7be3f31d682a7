import { isDeepStrictEqual } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import type { EarlierDefinition } from '../../catalog/definition.ts';
import { InputError, show } from '../../core/errors.ts';

/** An upgrade that takes longer on one event than this never ends. */
const TIMEOUT_MS = 1_000;

/**
 * The source of an upgrade as an expression for a bundle, which carries it without the module around it. So the text alone,
 * in a realm that has JavaScript's own objects and nothing else, must make of the example what the function makes of it.
 * @throws InputError where it uses something from outside of itself
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
  // As an arrow or a function; as a method (`upgrade(data) { … }`), which is an expression only within an object.
  for (const expression of [`(${upgradeText})`, `Object.values({ ${upgradeText} })[0]`]) {
    let result: string;
    try {
      const call = `JSON.stringify((${expression})(JSON.parse(${JSON.stringify(JSON.stringify(example))})))`;
      result = runInContext(call, createContext(Object.create(null)), { timeout: TIMEOUT_MS });
    } catch (error) {
      // Of another realm: no `instanceof Error` here.
      failures.push(String(error));
      continue;
    }
    if (!isDeepStrictEqual(result, expected))
      refuse(`${show(result)} of its text alone`, `${remedy} It gives ${expected}.`);
    return expression;
  }
  // Where it is the one form, it is no expression in the other.
  return refuse(failures.find((failure) => !failure.startsWith('SyntaxError')) ?? failures.join('; '), remedy);
}
