import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';

export interface Line {
  readonly label: string;
  /** A custom property of the page's style, such as `--c1`. */
  readonly colour: string;
  /** In order of x. `null`: no value; the line is interrupted there. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
  /** Distinguishes lines without colour. */
  readonly dashed?: true;
}

export interface Axis {
  readonly label: string;
  readonly format: (value: number) => string;
  /** Logarithmic; values that are not above 0 are not drawn. @default false */
  readonly log?: boolean;
}

export interface LineChart {
  /** For readers who cannot see the chart. */
  readonly title: string;
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  /** Vertical marks: an incident, or a choice. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  /** Horizontal lines: objectives and limits. */
  readonly limits?: readonly { readonly y: number; readonly label: string }[];
}

export interface Tick {
  /** Position as a share of the drawing, 0–1, from the left or from the top. */
  readonly at: number;
  readonly text: string;
}

/** The parts of a chart, for a drawing of `WIDTH` × `HEIGHT`. */
export interface Drawing {
  readonly paths: readonly { readonly line: Line; readonly path: string }[];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly marks: readonly Tick[];
  readonly limits: readonly Tick[];
}

export const WIDTH = 1_000;
export const HEIGHT = 300;
const TICKS = 5;

/** Places everything in a chart. Y begins at 0 unless it is logarithmic. */
export function draw({ lines, x, y, marks = [], limits = [] }: LineChart): Drawing {
  const points = lines.flatMap((each) => each.points);
  const xs = [...points.map(([value]) => value), ...marks.map((mark) => mark.x)];
  const ys = [...points.flatMap(([, value]) => (value === null ? [] : [value])), ...limits.map((limit) => limit.y)];
  const xScale = scaleOf(xs, x.log === true).range([0, WIDTH]);
  const yScale = scaleOf(y.log === true ? ys : [0, ...ys], y.log === true)
    .range([HEIGHT, 0])
    .nice(TICKS);
  const path = line<readonly [number, number | null]>(
    ([value]) => round(xScale(value)),
    ([, value]) => round(yScale(value ?? 0)),
  ).defined(([, value]) => value !== null && (y.log !== true || value > 0));
  return {
    paths: lines.map((each) => ({ line: each, path: path([...each.points]) ?? '' })),
    xTicks: ticks(xScale, x, WIDTH),
    yTicks: ticks(yScale, y, HEIGHT),
    marks: marks.map((mark) => ({ at: xScale(mark.x) / WIDTH, text: mark.label })),
    limits: limits.map((limit) => ({ at: yScale(limit.y) / HEIGHT, text: limit.label })),
  };
}

type Scale = ScaleContinuousNumeric<number, number>;

function scaleOf(values: readonly number[], logarithmic: boolean): Scale {
  const shown = logarithmic ? values.filter((value) => value > 0) : values;
  const low = shown.reduce((least, value) => Math.min(least, value), shown[0] ?? 1);
  const high = shown.reduce((most, value) => Math.max(most, value), low);
  if (logarithmic) return scaleLog().domain([low, high > low ? high : low * 10]);
  return scaleLinear().domain([low, high > low ? high : low + 1]);
}

function ticks(scale: Scale, { log, format }: Axis, size: number): Tick[] {
  const values = scale.ticks(TICKS);
  // The tick values of a logarithmic scale have every digit of each power. Keeps only the powers, or 1, 2 and 5 if
  // there are very few powers.
  const of = (digits: readonly number[]) => values.filter((value) => digits.includes(leadingDigit(value)));
  const powers = of([1]);
  const shown = log === true ? (powers.length > 2 ? powers : of([1, 2, 5])) : values;
  return shown.map((value) => ({ at: scale(value) / size, text: format(value) }));
}

function leadingDigit(value: number): number {
  return Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
