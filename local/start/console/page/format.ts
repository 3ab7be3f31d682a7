const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `0`, `0.4`, `12`, `1,234`. */
export function count(value: number): string {
  if (value > 0 && value < 0.05) return '<0.1';
  return value < 10 ? String(Math.round(value * 10) / 10) : WHOLE.format(value);
}

/** Short enough for a small box: `950`, `12.3k`, `1.2M`. */
export function short(value: number): string {
  if (value < 10_000) return count(value);
  return value < 1e6 ? `${Math.round(value / 100) / 10}k` : `${Math.round(value / 1e5) / 10}M`;
}

/** `3 ms`, `1.2 s`, `4 min`. */
export function duration(ms: number): string {
  if (ms < 1) return '<1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** `0 %`, `0.4 %`, `83 %`. */
export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return '<0.1 %';
  return value < 1 ? `${Math.round(value * 10) / 10} %` : `${Math.round(value)} %`;
}

/** The time of day of the reader. */
export function clock(time: string | number): string {
  return new Date(time).toLocaleTimeString('en-GB');
}
