import { InputError } from '../../core/errors.ts';

/** Returns the one of `choices` that equals `text`. @throws InputError that names `option` */
export function choice<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const chosen = choices.find((each) => each === text);
  if (chosen !== undefined) return chosen;
  throw new InputError({
    input: option,
    received: text,
    allowed: choices.join(', '),
    remedy: `Write for example ${option} ${choices[0]}.`,
  });
}
