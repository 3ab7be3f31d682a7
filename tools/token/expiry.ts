import { InputError } from '../../core/errors.ts';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const PATTERN = /^([1-9][0-9]{0,6})([smhd])$/;

/**
 * `12h` → 43,200. Units: s, m, h, d.
 * @throws InputError for anything else.
 */
export function expirySeconds(text: string): number {
  const match = PATTERN.exec(text);
  if (match === null) {
    throw new InputError({
      input: '--expires-in',
      received: text,
      allowed: 'a whole number with s, m, h or d, such as 12h',
      remedy: 'Write for example --expires-in 30m.',
    });
  }
  return Number(match[1]) * SECONDS[match[2] as keyof typeof SECONDS];
}
