import { InputError } from '../../core/errors.ts';

/** Units of time. Every command parses times, factors and rates with this one grammar. */

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** A parser for commander: `30`, `30s`, `5m`, `1h` or `7d` as seconds, within bounds in seconds. @throws InputError */
export function duration(option: string, low = 0.001, high = 31_536_000): (text: string) => number {
  return (text) => {
    const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d|)$/.exec(text.trim()) ?? [];
    const seconds = number === '' ? Number.NaN : Number((Number(number) * (SECONDS[unit] ?? 0)).toPrecision(12));
    if (seconds >= low && seconds <= high) return seconds;
    throw new InputError({
      input: option,
      received: text,
      allowed: `a time from ${shown(low)} to ${shown(high)}: seconds, or with a unit such as 500ms, 30s, 5m, 1h or 1d`,
      remedy: `Write for example ${option} ${shown(Math.min(high, Math.max(low, 30)))}.`,
    });
  };
}

/** A time as `2026-11-27T18:00Z`, or as how long ago it was, such as `2h`. @returns milliseconds since the epoch @throws InputError */
export function timeOf(option: string, text: string, now: number): number {
  if (/^\d+(?:\.\d+)? ?[a-z]*$/.test(text.trim())) return now - duration(option, 0)(text) * 1_000;
  const at = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at) && at <= now) return at;
  throw new InputError({
    input: option,
    received: text,
    allowed: 'a time of the past with its zone, such as 2026-11-27T18:00Z, or how long ago it was, such as 2h',
    remedy: `Write for example ${option} 2h.`,
  });
}

/** A parser for commander: `x3`, `3x` or `3` as 3; above 0 up to 1,000. @throws InputError */
export function factor(option: string): (text: string) => number {
  return (text) => {
    const [, before, after] = /^(?:[x×]?(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)[x×])$/i.exec(text.trim()) ?? [];
    const value = Number(before ?? after);
    if (value > 0 && value <= 1_000) return value;
    throw new InputError({
      input: option,
      received: text,
      allowed: 'a factor above 0 up to 1000, such as x3',
      remedy: `Write for example ${option} x3.`,
    });
  };
}

/** A parser for commander: `500` or `500/s` as 500, within bounds. @throws InputError */
export function rate(option: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const [, number = ''] = /^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(text.trim()) ?? [];
    const value = number === '' ? Number.NaN : Number(number);
    if (value >= low && value <= high) return value;
    throw new InputError({
      input: option,
      received: text,
      allowed: `a rate from ${low} to ${high} a second, such as 500 or 500/s`,
      remedy: `Write for example ${option} ${Math.min(high, Math.max(low, 500))}/s.`,
    });
  };
}

function shown(seconds: number): string {
  if (seconds < 1) return `${seconds * 1_000}ms`;
  for (const unit of ['d', 'h', 'm']) {
    const size = SECONDS[unit] ?? 1;
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
}
