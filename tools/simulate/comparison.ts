import { count, money, seconds, share, textTable } from '../shared/format.ts';
import { markdownTable } from '../shared/generated-blocks.ts';
import type { SimulationReport } from './report.ts';
import type { Throttles } from './tally.ts';
import { ms, perHour, THROTTLE_NAMES } from './text.ts';

/** Reports side by side: a row for each figure, with each run's value. */
export function comparisonRows(reports: readonly SimulationReport[]): string[][] {
  const row = (label: string, of: (report: SimulationReport) => string) => [label, ...reports.map(of)];
  const refusedShare = ({ events, throughput }: SimulationReport) =>
    throughput.offered === 0 ? 0 : (events.throttled + events.shed + events.unanswered) / events.sent;
  return [
    row('events/s offered', ({ throughput }) => count(throughput.offered)),
    row('accepted', ({ throughput }) => count(throughput.accepted)),
    row('processed', ({ throughput }) => count(throughput.processed)),
    row('attempts refused', ({ requests }) => share(requests.refusedAttempts / Math.max(1, requests.attempts))),
    row('events never accepted', (report) => share(refusedShare(report))),
    row('latency mean', ({ latency }) => ms(latency.mean)),
    row('latency p50', ({ latency }) => ms(latency.p50)),
    row('latency p99', ({ latency }) => ms(latency.p99)),
    row('backlog, at most', ({ backlog }) => `${count(backlog.max)} events`),
    row('backlog grows', ({ backlog }) => `${count(Math.max(0, Math.round(backlog.slopePerSecond)))} events/s`),
    row('drained after', ({ backlog }) =>
      backlog.drainSeconds === null ? 'not drained' : seconds(backlog.drainSeconds),
    ),
    row('iterator age, at most', ({ types }) => ms(Math.max(...types.map(({ maxIteratorAgeMs }) => maxIteratorAgeMs)))),
    row('p99 within the objectives again', ({ lateUntilSeconds }) =>
      lateUntilSeconds === null ? 'always' : seconds(lateUntilSeconds),
    ),
    row('objectives met', ({ types }) => `${types.filter(({ met }) => met).length} of ${types.length}`),
    row('most throttled by', ({ throttles }) => mostThrottled(throttles)),
    row('dead letters', ({ events }) => count(events.deadLettered)),
    row('dollars an hour', (report) => (report.cost === null ? '–' : money(perHour(report)))),
  ];
}

/** The scenarios that docs/simulate.md compares. */
export const COMPARED_IN_DOCS = ['post-mortem-before', 'post-mortem-unsized', 'post-mortem-planned'] as const;

/** The comparison as a Markdown table. */
export function comparisonMarkdown(reports: readonly SimulationReport[]): string {
  const names = reports.map(({ name }) => `\`${name}\``);
  return markdownTable(['', ...names], comparisonRows(reports), ['---', ...names.map(() => '---:')]);
}

export function comparisonText(reports: readonly SimulationReport[]): string {
  return [
    ...reports.map(({ name, says }) => `${name}: ${says}`),
    '',
    ...textTable(['', ...reports.map(({ name }) => name)], comparisonRows(reports)),
    '',
    ...reports.flatMap(({ name, theySaid }) =>
      theySaid === undefined ? [] : [`${name}, its own report: ${theySaid}`],
    ),
  ]
    .join('\n')
    .trimEnd();
}

function mostThrottled(throttles: Throttles): string {
  const [most] = Object.entries(throttles).sort((a, b) => b[1] - a[1]);
  return most === undefined || most[1] === 0
    ? 'nothing'
    : `${count(most[1])} × ${THROTTLE_NAMES[most[0] as keyof Throttles]}`;
}
