import { count, milliseconds, money, share } from '../shared/format.ts';
import type { Axis, Line, LineChart } from '../shared/page/line-chart.ts';
import type { SweepPoint, SweepResult } from './sweep.ts';

/** Charts of a sweep's results against the setting's values, with the knee and the objective marked. */
export function sweepCharts(
  result: SweepResult,
): Readonly<Record<'latency' | 'backlog' | 'refused' | 'deadLetters' | 'cost', LineChart>> {
  const { points, knee, path, objectiveMs } = result;
  const first = points[0]?.value ?? 1;
  const x: Axis = { label: path, format: settingValue, log: first > 0 && (points.at(-1)?.value ?? 1) / first > 10 };
  const marks = knee === null ? [] : [{ x: knee, label: `knee at ${settingValue(knee)}` }];
  const limits = objectiveMs === null ? [] : [{ y: objectiveMs, label: `objective ${milliseconds(objectiveMs)}` }];
  const line = (label: string, colour: string, of: (point: SweepPoint) => number | null): Line => ({
    label,
    colour,
    points: points.map((point) => [point.value, of(point)] as const),
  });
  return {
    latency: {
      title: `Latency against ${path}`,
      x,
      y: { label: 'milliseconds from the request to the stored effect', format: count, log: true },
      marks,
      limits,
      lines: [line('p99', '--c5', ({ p99 }) => p99), { ...line('p50', '--c1', ({ p50 }) => p50), dashed: true }],
    },
    backlog: {
      title: `Largest backlog against ${path}`,
      x,
      y: { label: 'events', format: count },
      marks,
      lines: [line('largest backlog', '--c3', ({ maxBacklog }) => maxBacklog)],
    },
    refused: {
      title: `Share of events never accepted against ${path}`,
      x,
      y: { label: 'of the events sent', format: share },
      marks,
      lines: [line('never accepted', '--c5', ({ refusedShare }) => refusedShare)],
    },
    deadLetters: {
      title: `Events given up against ${path}`,
      x,
      y: { label: 'events given up to the failure bucket', format: count },
      marks,
      lines: [line('dead letters', '--c5', ({ deadLettered }) => deadLettered)],
    },
    cost: {
      title: `Dollars an hour against ${path}`,
      x,
      y: { label: 'dollars an hour', format: money },
      marks,
      lines: [line('dollars an hour', '--c6', ({ dollarsPerHour }) => dollarsPerHour)],
    },
  };
}

/** Small values keep two digits, so that a share of 0.001 is not shown as 0. */
export function settingValue(value: number): string {
  return value > 0 && value < 1 ? String(Number(value.toPrecision(2))) : count(value);
}
