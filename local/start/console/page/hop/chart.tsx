import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock } from '../format.ts';

export interface ChartLine {
  readonly label: string;
  /** A custom property of the palette, such as `--c1`. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  /** Of the plan: distinguished without colour. */
  readonly dashed?: boolean;
}

interface Props {
  readonly title: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
}

const HEIGHT = 130;

/** Lines over the last minutes, drawn by uPlot. */
export function Chart({ title, times, lines, format }: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data: uPlot.AlignedData = [[...times], ...lines.map(({ values }) => [...values])];
  const shape = lines.map(({ label, colour, dashed }) => `${label} ${colour} ${dashed}`).join();

  // Data and format follow by themselves; only another shape needs another plot.
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const draw = (): void => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsOf(current, lines, format), data, current);
    };
    draw();
    const resized = new ResizeObserver(() => plot.current?.setSize({ width: current.clientWidth, height: HEIGHT }));
    resized.observe(current);
    // A canvas does not follow the colours of the page by itself.
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);

  useEffect(() => plot.current?.setData(data));

  return (
    <figure class="chart">
      <figcaption>
        {title}
        {lines.map(({ label, colour, dashed }) => (
          <span key={label}>
            <i class={dashed ? 'dashed' : undefined} style={{ borderColor: `var(${colour})` }} aria-hidden="true" />
            {label}
          </span>
        ))}
      </figcaption>
      <div ref={place} role="img" aria-label={`${title}: ${spoken(lines, format)}`} />
    </figure>
  );
}

function optionsOf(place: HTMLElement, lines: readonly ChartLine[], format: Props['format']): uPlot.Options {
  const colours = getComputedStyle(place);
  const soft = colours.getPropertyValue('--soft');
  const grid = { stroke: colours.getPropertyValue('--rule'), width: 1 };
  const axis = { stroke: soft, grid, ticks: { show: false }, font: '11px system-ui' };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(high * 1.1, 0.001)] } },
    axes: [
      { ...axis, size: 30, space: 70, values: (_plot, times) => times.map((time) => clock(time * 1_000)) },
      { ...axis, size: 56, space: 30, values: (_plot, values) => values.map(format) },
    ],
    series: [
      {},
      ...lines.map(({ label, colour, dashed }) => ({
        label,
        stroke: colours.getPropertyValue(colour),
        width: 1.5,
        points: { show: false },
        ...(dashed && { dash: [6, 4] }),
      })),
    ],
  };
}

/** The newest values, for who does not see the lines. */
function spoken(lines: readonly ChartLine[], format: Props['format']): string {
  return lines
    .map(({ label, values }) => {
      const last = values.at(-1) ?? null;
      return `${label} ${last === null ? 'nothing' : format(last)}`;
    })
    .join(', ');
}
