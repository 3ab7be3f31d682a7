import { count, milliseconds, money, share, textTable } from '../shared/format.ts';
import type { SweepResult } from './sweep.ts';
import { settingValue } from './sweep-charts.ts';
import { ms } from './text.ts';

export const SWEEP_HEAD = [
  'value',
  'p50',
  'p99',
  'iterator age',
  'backlog',
  'processed/s',
  'refused',
  'dead letters',
  '$ an hour',
  '',
];

export function sweepRows({ points, knee }: SweepResult): string[][] {
  return points.map((point) => [
    settingValue(point.value),
    ms(point.p50),
    ms(point.p99),
    milliseconds(point.maxIteratorAgeMs),
    count(point.maxBacklog),
    count(point.processedPerSecond),
    share(point.refusedShare),
    count(point.deadLettered),
    money(point.dollarsPerHour),
    point.value === knee ? '← knee' : '',
  ]);
}

export function sweepText(result: SweepResult): string {
  return [
    `${result.scenario}: ${result.path}, latency of ${result.type ?? 'all types'}${objective(result)}`,
    '',
    ...textTable(SWEEP_HEAD, sweepRows(result)),
    '',
    kneeText(result),
  ].join('\n');
}

export function kneeText({ knee, path }: SweepResult): string {
  return knee === null
    ? `No knee: ${path} changes nothing here, or changes it evenly.`
    : `The knee is at ${settingValue(knee)}.`;
}

function objective({ objectiveMs }: SweepResult): string {
  return objectiveMs === null ? '' : `, objective ${milliseconds(objectiveMs)}`;
}
