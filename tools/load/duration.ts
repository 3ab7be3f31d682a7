import { InputError } from '../../core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** `30s`, `5m` or `1h` in seconds. @throws InputError naming `option` */
export function parseDuration(option: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? 0);
  if (seconds > 0) return seconds;
  throw new InputError({
    input: option,
    received: text,
    allowed: 'a time above 0, such as 30s, 5m or 1h',
    remedy: `Write for example ${option} 30s.`,
  });
}
