import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { userPath } from '../../build/user-path.ts';
import { InputError } from '../../core/errors.ts';

/** A parser for commander: a number from `low` to `high`, written with digits and at most one point. */
export function numberWithin(option: string, low: number, high: number): (text: string) => number {
  return parser(option, low, high, 'a number', /^\d+(\.\d+)?$/);
}

/** A parser for commander: a whole number from `low` to `high`. */
export function wholeNumber(option: string, low: number, high: number): (text: string) => number {
  return parser(option, low, high, 'a whole number', /^\d+$/);
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

/** A parser for commander: collects the values of a repeatable option. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** Writes the file of an option. @throws InputError that names the option if the file cannot be written */
export function writeFileOf(option: string, file: string, text: string): void {
  try {
    writeFileSync(userPath(file), text);
  } catch (error) {
    throw unwritable(option, file, error);
  }
}

/** Checks, before the work, that its result can be written. @throws InputError that names the option */
export function checkWritable(option: string, file: string): void {
  const target = userPath(file);
  try {
    if (existsSync(target) && statSync(target).isDirectory()) throw new Error(`${target} is a folder.`);
    accessSync(existsSync(target) ? target : path.dirname(target), constants.W_OK);
  } catch (error) {
    throw unwritable(option, file, error);
  }
}

function unwritable(option: string, file: string, error: unknown): InputError {
  const reason = error instanceof Error ? error.message : String(error);
  return new InputError({ input: option, received: file, allowed: 'a file that can be written', remedy: reason });
}

function parser(option: string, low: number, high: number, kind: string, form: RegExp): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (form.test(text) && value >= low && value <= high) return value;
    throw new InputError({
      input: option,
      received: text,
      allowed: `${kind} from ${low} to ${high}`,
      remedy: `Write for example ${option} ${Math.max(low, Math.min(high, 1))}.`,
    });
  };
}
