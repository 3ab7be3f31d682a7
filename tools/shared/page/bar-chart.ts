import { escapeHtml } from './html.ts';

/** A part of a bar: its length, and one of the page's colours. */
export interface BarPart {
  readonly value: number;
  /** A custom property of the stylesheet, such as `--c1`. */
  readonly colour: string;
  readonly title: string;
}

export interface Bar {
  readonly label: string;
  readonly parts: readonly BarPart[];
  /** Text behind the bar. */
  readonly valueText: string;
  /** Position of a limit within this bar. */
  readonly mark?: number;
}

/**
 * Horizontal bars, drawn as inline SVG on a common scale from 0 to `most`. Labels and values are HTML next to the
 * drawing, so that they keep their size on a phone, where a scaled drawing would shrink them. Colours are custom
 * properties of the page.
 */
export function barChart(bars: readonly Bar[], most: number): string {
  return `<div class="chart">${bars.map((bar) => row(bar, most)).join('')}</div>`;
}

const WIDTH = 1_000;
const HEIGHT = 20;

function row({ label, parts, valueText, mark }: Bar, most: number): string {
  let from = 0;
  const rectangles = parts.map(({ value, colour, title }) => {
    const start = scale(from, most);
    from += value;
    const width = Math.max(scale(from, most) - start, value > 0 ? 2 : 0);
    return `<rect x="${start}" y="3" width="${width}" height="14" style="fill:var(${colour})"><title>${escapeHtml(title)}</title></rect>`;
  });
  const at = mark === undefined ? '' : tick(scale(mark, most));
  const drawing = `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(`${label}: ${valueText}`)}"><rect x="0" y="9" width="${WIDTH}" height="2" style="fill:var(--rule)"/>${rectangles.join('')}${at}</svg>`;
  return `<div class="label">${escapeHtml(label)}</div><div class="bar">${drawing}</div><div class="value-text">${escapeHtml(valueText)}</div>`;
}

function tick(x: number): string {
  return `<rect x="${Math.min(x, WIDTH - 3)}" y="0" width="3" height="${HEIGHT}" style="fill:var(--text)"/>`;
}

function scale(value: number, most: number): number {
  return Math.round((Math.min(Number.isFinite(value) ? value : most, most) / most) * WIDTH);
}
