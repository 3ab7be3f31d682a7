import type { Scrape } from './virtual-stage.ts';

/** Series of scrapes a minute apart: by name with labels, a value a scrape; `undefined` where it was not there. */
export function seriesOf(scrapes: readonly Scrape[]): ReadonlyMap<string, readonly (number | undefined)[]> {
  const series = new Map<string, (number | undefined)[]>();
  for (const [index, { text }] of scrapes.entries()) {
    for (const [name, value] of samplesOf(text)) {
      const values = series.get(name) ?? new Array<number | undefined>(scrapes.length).fill(undefined);
      series.set(name, values);
      values[index] = value;
    }
  }
  return series;
}

/** In the notation of `promtool test rules`: a series that ends is stale, as one that a scrape no longer has. */
export function promtoolValues(values: readonly (number | undefined)[]): string {
  return values
    .map((value, index) => value ?? (index > 0 && values[index - 1] !== undefined ? 'stale' : '_'))
    .join(' ');
}

/** The scrapes as `promtool tsdb create-blocks-from openmetrics` reads them: each sample with its time in seconds. */
export function openMetricsHistory(scrapes: readonly Scrape[]): string {
  const lines = scrapes.flatMap(({ at, text }) =>
    samplesOf(text).map(([name, value]) => `${name} ${value} ${at / 1_000}`),
  );
  return `${lines.join('\n')}\n# EOF\n`;
}

function samplesOf(text: string): readonly (readonly [name: string, value: number])[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))] as const;
    });
}
