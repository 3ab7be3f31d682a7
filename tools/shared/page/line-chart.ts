import { draw, HEIGHT, type LineChart, round, WIDTH } from './chart-drawing.ts';
import { escapeHtml } from './html.ts';

export type { Axis, Line, LineChart } from './chart-drawing.ts';

/**
 * Lines over two axes, drawn as inline SVG that fills its container. Names and figures are HTML next to the drawing, so
 * that they keep their size on a phone, where a scaled drawing would shrink them.
 */
export function lineChart(chart: LineChart): string {
  const { paths, xTicks, yTicks, marks, limits } = draw(chart);
  const grid = yTicks.map(({ at }) => rule(0, at * HEIGHT, WIDTH, at * HEIGHT, '--rule'));
  const level = limits.map(({ at }) => rule(0, at * HEIGHT, WIDTH, at * HEIGHT, '--warn', true));
  const moments = marks.map(({ at }) => rule(at * WIDTH, 0, at * WIDTH, HEIGHT, '--soft', true));
  const drawn = paths.map(
    ({ line: { colour, dashed }, path }) =>
      `<path d="${path}" fill="none" style="stroke:var(${colour})" stroke-width="2" vector-effect="non-scaling-stroke" stroke-linejoin="round"${dashed ? ' stroke-dasharray="7 4"' : ''}/>`,
  );
  const legend = chart.lines.map(
    ({ label, colour, dashed }) =>
      `<span><i style="background:${dashed ? `repeating-linear-gradient(90deg,var(${colour}) 0 5px,transparent 5px 8px)` : `var(${colour})`}"></i>${escapeHtml(label)}</span>`,
  );
  const notes = [...limits, ...marks].map(({ text }) => `<span class="note">┆ ${escapeHtml(text)}</span>`);
  return `<figure class="lines">
<figcaption>${escapeHtml(chart.y.label)}</figcaption>
<div class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(chart.title)}">${[...grid, ...level, ...moments, ...drawn].join('')}</svg>
<div class="ys">${yTicks.map(({ at, text }) => `<span style="top:${percent(at)}">${escapeHtml(text)}</span>`).join('')}</div>
<div class="xs">${xTicks.map(({ at, text }) => `<span style="left:${percent(at)}">${escapeHtml(text)}</span>`).join('')}</div></div>
<div class="legend">${[...legend, ...notes].join('')}<span class="note">→ ${escapeHtml(chart.x.label)}</span></div>
</figure>`;
}

function rule(x1: number, y1: number, x2: number, y2: number, colour: string, dashed = false): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" style="stroke:var(${colour})" stroke-width="1" vector-effect="non-scaling-stroke"${dashed ? ' stroke-dasharray="2 3"' : ''}/>`;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10}%`;
}
