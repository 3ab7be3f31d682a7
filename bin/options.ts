import { InputError } from '../core/errors.ts';

/** A parser for commander: a whole number from `low` to `high`. */
export function wholeNumber(option: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= low && value <= high) return value;
    throw new InputError({
      input: option,
      received: text,
      allowed: `a whole number from ${low} to ${high}`,
      remedy: `Write for example ${option} ${Math.max(low, 1)}.`,
    });
  };
}

/** A parser for commander: one of `choices`. */
export function oneOf<Choice extends string>(option: string, choices: readonly Choice[]): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    throw new InputError({
      input: option,
      received: text,
      allowed: choices.join(', '),
      remedy: `Write for example ${option} ${choices[0]}.`,
    });
  };
}
