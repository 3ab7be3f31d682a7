import type { CalibratedFigure, Calibration } from '../../core/capacity/measure/calibration.ts';

/** Compares assumptions with measurements, a line a figure, and lists what stays assumed. */
export function calibrationText(calibration: Calibration, figures: readonly CalibratedFigure[]): string {
  const measured = figures.filter((figure) => figure.measured !== null);
  const assumed = figures.filter((figure) => figure.measured === null);
  return [
    `Measured by ${calibration.source}, ${calibration.measuredAt}`,
    '',
    ...table(
      ['of', 'figure', 'assumed', 'measured', 'ratio'],
      measured.map(({ of, figure, unit, assumed: guess, measured: value }) => [
        of,
        figure,
        `${short(guess)} ${unit}`,
        `${short(value ?? 0)} ${unit}`,
        `× ${short((value ?? 0) / guess)}`,
      ]),
    ),
    ...(assumed.length === 0
      ? []
      : ['', `Not measured, so still assumed: ${assumed.map(({ of, figure }) => `${of} ${figure}`).join(', ')}.`]),
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    `  ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
}
