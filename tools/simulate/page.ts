import { dearestFirst } from '../../core/capacity/plan/cost.ts';
import { count, money, seconds } from '../shared/format.ts';
import { escapeHtml, list, page, table } from '../shared/page/html.ts';
import { type Axis, type Line, lineChart } from '../shared/page/line-chart.ts';
import { comparisonRows } from './comparison.ts';
import type { SimulationReport } from './report.ts';
import type { SweepResult } from './sweep.ts';
import { sweepCharts } from './sweep-charts.ts';
import { kneeText, SWEEP_HEAD, sweepRows } from './sweep-text.ts';
import type { Throttles } from './tally.ts';
import {
  behindLines,
  drained,
  ledgerLines,
  ms,
  perHour,
  refused,
  THROTTLE_NAMES,
  TYPE_HEAD,
  throttleLines,
  typeRow,
} from './text.ts';

const COLOURS = ['--c1', '--c4', '--c3', '--c5', '--c6', '--c2'];
const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? '--c1';
const TIME: Axis = { label: 'seconds', format: count };
const RATE: Axis = { label: 'events a second', format: count };
const LATENCY: Axis = { label: 'milliseconds', format: count, log: true };
const EVENTS: Axis = { label: 'events', format: count };

/** A chart over the run's time. */
const overTimeChart = (title: string, y: Axis, lines: readonly Line[]): string =>
  lineChart({ title, x: TIME, y, lines });

/** A run as one HTML file: plots over time and tables, light or dark by the reader's setting. */
export function simulationPage(report: SimulationReport): string {
  const { timeline, types, latency, cost } = report;
  const tiles = [
    [`${count(report.throughput.processed)}/s`, `events processed of ${count(report.throughput.offered)} offered`],
    [ms(latency.p99), 'from the request to the stored effect, p99'],
    [`${types.filter(({ met }) => met).length} of ${types.length}`, 'latency objectives met'],
    [count(report.backlog.max), 'events of backlog at most'],
    [
      report.backlog.drainSeconds === null ? 'not' : seconds(report.backlog.drainSeconds),
      'drained after the last request',
    ],
    [cost === null ? '–' : `$${money(perHour(report))}`, 'an hour'],
  ];
  return page(
    `Simulation: ${report.name}`,
    `<p>${escapeHtml(report.says)} ${count(report.seconds)} s of traffic, seed ${report.seed}.${report.stopped === undefined ? '' : ` Ended early: ${escapeHtml(report.stopped)}.`}</p>
${tilesOf(tiles)}
<p>${ledgerLines(report).map(escapeHtml).join('<br>')}</p>
<p>Refused: ${escapeHtml(refused(report))}. Backlog ${escapeHtml(drained(report))}.</p>
${list('Behind their objective', behindLines(report))}
<h2>Events a second</h2>
${overTimeChart('Events a second, offered, accepted, processed and refused, over time', RATE, [
  overTime(report, 'offered', 0, timeline.offered),
  overTime(report, 'accepted', 1, timeline.accepted),
  overTime(report, 'processed', 2, timeline.processed),
  overTime(report, 'refused', 3, timeline.refused),
])}
<h2>From the request to the stored effect</h2>
${overTimeChart('Latency of the effects that were stored in each interval', LATENCY, [overTime(report, 'p50', 0, timeline.p50), overTime(report, 'p99', 3, timeline.p99)])}
<h2>Iterator age</h2>
${overTimeChart(
  'Iterator age by type over time',
  { label: 'seconds', format: count },
  byType(report, (type) => type.iteratorAgeMs.map((age) => age / 1_000)),
)}
<h2>Backlog</h2>
${overTimeChart(
  'Events accepted and not processed, by type, over time',
  EVENTS,
  byType(report, (type) => type.backlog),
)}
${throttleChart(report)}
<h2>Event types</h2>
${table(TYPE_HEAD, types.map(typeRow))}
${list('Throttled, by hop', throttleLines(report.throttles))}
${
  cost === null
    ? ''
    : `<h2>Cost</h2>${table(
        ['Line', '$ of the run'],
        dearestFirst(cost.lines).map(([line, dollars]) => [line, money(dollars)]),
      )}`
}
<footer><p>The simulator runs no function: each takes the time of core/capacity/model/service-time.ts, or of your calibration. docs/simulate.md lists what it does not model.</p></footer>`,
  );
}

/** Compares runs side by side. */
export function comparisonPage(reports: readonly SimulationReport[]): string {
  const lines = (of: (report: SimulationReport) => readonly (number | null)[]) =>
    reports.map((report, index) => overTime(report, report.name, index, of(report)));
  return page(
    `Side by side: ${reports.map(({ name }) => name).join(', ')}`,
    `${reports.map(({ name, says }) => `<p><b>${escapeHtml(name)}</b> ${escapeHtml(says)}</p>`).join('')}
${table(['', ...reports.map(({ name }) => name)], comparisonRows(reports))}
${list(
  'Their own reports',
  reports.flatMap(({ name, theySaid }) => (theySaid === undefined ? [] : [`${name}: ${theySaid}`])),
)}
<h2>Processed</h2>
${overTimeChart(
  'Events processed a second',
  RATE,
  lines(({ timeline }) => timeline.processed),
)}
<h2>Refused</h2>
${overTimeChart(
  'Events refused a second, each attempt',
  RATE,
  lines(({ timeline }) => timeline.refused),
)}
<h2>Latency, p99</h2>
${overTimeChart(
  'p99 of the effects stored',
  LATENCY,
  lines(({ timeline }) => timeline.p99),
)}
<h2>Backlog</h2>
${overTimeChart(
  'Events accepted and not processed',
  EVENTS,
  lines(({ timeline }) => timeline.backlog),
)}`,
  );
}

/** Shows the results for each value of a setting. */
export function sweepPage(result: SweepResult): string {
  const charts = sweepCharts(result);
  return page(
    `${result.path} in ${result.scenario}`,
    `<p>${escapeHtml(kneeText(result))}</p>
<h2>Latency of ${escapeHtml(result.type ?? 'all types')}</h2>
${lineChart(charts.latency)}
<h2>Backlog</h2>
${lineChart(charts.backlog)}
<h2>Refused</h2>
${lineChart(charts.refused)}
<h2>Cost</h2>
${lineChart(charts.cost)}
<h2>Values</h2>
${table(SWEEP_HEAD, sweepRows(result))}`,
  );
}

function overTime(report: SimulationReport, label: string, index: number, values: readonly (number | null)[]): Line {
  const { everySeconds } = report.timeline;
  const points = values.map((value, at) => [(at + 1) * everySeconds, value] as const);
  return { label, colour: colour(index), points, ...(index % 2 === 1 && { dashed: true }) };
}

type TypeTimeline = SimulationReport['timeline']['types'][number];

function byType(report: SimulationReport, of: (type: TypeTimeline) => readonly number[]): Line[] {
  return report.timeline.types.map((type, index) => overTime(report, type.type, index, of(type)));
}

function throttleChart(report: SimulationReport): string {
  const { throttles } = report.timeline;
  const names = (Object.keys(throttles) as (keyof Throttles)[]).filter((name) =>
    throttles[name].some((each) => each > 0),
  );
  if (names.length === 0) return '';
  const lines = names.map((name, index) => overTime(report, THROTTLE_NAMES[name], index, throttles[name]));
  const every = seconds(report.timeline.everySeconds);
  return `<h2>Throttled, by hop</h2>${overTimeChart('Times throttled in each interval', { label: `times in ${every}`, format: count }, lines)}`;
}

function tilesOf(tiles: readonly (readonly string[])[]): string {
  return `<div class="tiles">${tiles.map(([figure = '', what = '']) => `<div><b>${escapeHtml(figure)}</b><span>${escapeHtml(what)}</span></div>`).join('')}</div>`;
}
