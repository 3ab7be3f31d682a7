import { draw, HEIGHT, type LineChart, WIDTH } from './chart-drawing.ts';
import { escapeHtml } from './html.ts';

const LEFT = 90;
const RIGHT = 20;
const TOP = 46;
const BOTTOM = 64;
/** Size of a chart with its labels. */
const PANEL = TOP + HEIGHT * 0.7 + BOTTOM;
const FULL = LEFT + WIDTH * 0.7 + RIGHT;

/** Colours of the pages, for a self-contained file. */
const STYLE = `svg{--back:#fff;--text:#1c2127;--soft:#5b6570;--rule:#d5dae0;--warn:#b26a00;--c1:#2563a8;--c2:#7fb2e5;--c3:#0f766e;--c4:#d8a21b;--c5:#b3541e;--c6:#6b4fa0}
@media (prefers-color-scheme:dark){svg{--back:#14181d;--text:#e8ecf0;--soft:#a3adb8;--rule:#343c45;--warn:#e0a33a;--c1:#5b9bdf;--c2:#a9cdf2;--c3:#3fb5a8;--c4:#e6c04f;--c5:#e08a50;--c6:#a68be0}}
text{font:14px system-ui,sans-serif;fill:var(--soft)}`;

/**
 * Charts one below the other in one SVG file, light or dark by the reader's setting.
 * @param description how it was made, written into the file
 */
export function chartSvg(charts: readonly LineChart[], description: string): string {
  const height = Math.round(PANEL * charts.length);
  const title = charts.map((chart) => chart.title).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FULL} ${height}" width="${FULL}" height="${height}" role="img" aria-label="${escapeHtml(title)}">
<desc>${escapeHtml(description)}</desc>
<style>${STYLE}</style>
<rect width="100%" height="100%" style="fill:var(--back)"/>
${charts.map((chart, index) => `<g transform="translate(${LEFT} ${Math.round(index * PANEL + TOP)})">${panel(chart)}</g>`).join('\n')}
</svg>
`;
}

function panel(chart: LineChart): string {
  const [width, height] = [WIDTH * 0.7, HEIGHT * 0.7];
  const { paths, xTicks, yTicks, marks, limits } = draw(chart);
  const x = (share: number) => Math.round(share * width * 10) / 10;
  const y = (share: number) => Math.round(share * height * 10) / 10;
  const grid = yTicks.map(
    ({ at, text }) =>
      `<path d="M0 ${y(at)}H${width}" style="stroke:var(--rule)"/><text x="-8" y="${y(at) + 5}" text-anchor="end">${escapeHtml(text)}</text>`,
  );
  const below = xTicks.map(
    ({ at, text }) => `<text x="${x(at)}" y="${height + 20}" text-anchor="middle">${escapeHtml(text)}</text>`,
  );
  const across = limits.map(
    ({ at, text }) =>
      `<path d="M0 ${y(at)}H${width}" stroke-dasharray="2 3" style="stroke:var(--warn)"/><text x="${width}" y="${y(at) - 5}" text-anchor="end">${escapeHtml(text)}</text>`,
  );
  const upright = marks.map(
    ({ at, text }) =>
      `<path d="M${x(at)} 0V${height}" stroke-dasharray="2 3" style="stroke:var(--soft)"/><text x="${x(at) + (at > 0.7 ? -6 : 6)}" y="14" text-anchor="${at > 0.7 ? 'end' : 'start'}">${escapeHtml(text)}</text>`,
  );
  const lines = paths.map(
    ({ line: { colour, dashed }, path }) =>
      `<path transform="scale(0.7)" d="${path}" fill="none" stroke-width="3" stroke-linejoin="round"${dashed ? ' stroke-dasharray="9 5"' : ''} style="stroke:var(${colour})"/>`,
  );
  const legend = chart.lines.map(
    ({ label, colour }, index) =>
      `<rect x="${index * 170}" y="${height + 34}" width="12" height="12" style="fill:var(${colour})"/><text x="${index * 170 + 18}" y="${height + 45}">${escapeHtml(label)}</text>`,
  );
  return `<text x="0" y="-14">${escapeHtml(chart.y.label)}</text><text x="${width}" y="${height + 45}" text-anchor="end">${escapeHtml(chart.x.label)} →</text>${[...grid, ...below, ...across, ...upright, ...lines, ...legend].join('')}`;
}
