import type { Alternative } from '../../core/capacity/alternatives.ts';
import type { NamedFigure } from '../../core/capacity/calibration.ts';
import { count, milliseconds, money, seconds, share, textTable } from '../shared/format.ts';
import { costLines, type PlanReport, type SettingReport, type TypeReport } from './report.ts';

/** The report as a terminal shows it. */
export function planText(report: PlanReport): string {
  const { narrowest } = report;
  const of = narrowest.type === undefined ? '' : ` of ${narrowest.type}`;
  return [
    `Stage ${report.stage}, ${report.region ?? 'any region (the smallest quotas)'}: $${money(report.cost.total)} a month; narrowest hop: ${narrowest.name}${of}, ${share(narrowest.utilisation)} full at peak.`,
    protectionLine(report),
    '',
    'Hops at peak',
    ...textTable(
      ['hop', 'type', 'arrivals', 'limit', 'full', 'limited by'],
      report.hops.map((hop) => [
        hop.name,
        hop.type ?? '',
        `${count(hop.arrivals)} ${hop.unit}`,
        count(hop.limit),
        share(hop.utilisation),
        hop.limitedBy + (hop.unconfirmed ? ' (unconfirmed)' : ''),
      ]),
    ),
    '',
    'Event types',
    ...textTable(
      ['type', 'events/s', 'handled/s', 'latency', 'objective', 'after a 10 min outage', '$/month'],
      report.types.map((type) => [
        type.type,
        count(type.eventsPerSecond),
        `${count(type.handledPerSecond)} records`,
        `p${type.percentile} ${milliseconds(type.latency.total)}`,
        milliseconds(type.objectiveMs),
        `drained in ${seconds(type.drainSeconds)}`,
        money(type.dollarsPerMonth),
      ]),
    ),
    '',
    'Cost a month (by use, without alarms, logs and data transfer)',
    ...textTable(
      ['hop', '$'],
      costLines(report).map(([name, dollars]) => [name, money(dollars)]),
    ),
    ...report.types.flatMap((type) => ['', ...settingLines(type)]),
    '',
    ...section('Quota increases to request', report.quotaRequests.map(quotaLine)),
    ...section('Before traffic arrives', report.beforehand),
    ...section(
      'Findings',
      report.findings.map(({ level, message }) => `${level.toUpperCase()} ${message}`),
    ),
    figuresLine(report),
    `No AWS page confirms: ${report.unconfirmed.join(', ')} (core/limits.ts, core/prices.ts).`,
  ].join('\n');
}

/** Whether the stage may be deleted. */
export function protectionLine(report: PlanReport): string {
  return report.protected
    ? 'Protected: AWS refuses to delete the stack and its table.'
    : 'Not protected: the stack and its table can be deleted. After the first deployment, set protected: true in catalog/stages.ts.';
}

/** Which of the plan's figures were measured. */
export function figuresLine({ figures }: PlanReport): string {
  if (figures === null)
    return 'Service times, sizes and skew are assumed (core/capacity, catalog); npm run cairn -- calibrate measures them.';
  const { source, measuredAt, calibrated, assumed } = figures;
  const types = new Set([...calibrated, ...assumed].map(({ of }) => of).filter((of) => of.includes('.')));
  return `Measured by ${source}, ${measuredAt}: ${listed(calibrated, types.size)}. Still assumed: ${listed(assumed, types.size)}.`;
}

/** `record time of all types, busiest key of clue.solved` */
function listed(figures: readonly NamedFigure[], types: number): string {
  const names = [...new Set(figures.map(({ figure }) => figure))];
  const shown = names.map((name) => {
    const owners = figures.filter(({ figure }) => figure === name).map(({ of }) => of);
    return `${name} of ${owners.length === types && types > 1 ? 'all types' : owners.join(', ')}`;
  });
  return shown.length === 0 ? 'nothing' : shown.join('; ');
}

function settingLines({ type, settings }: TypeReport): string[] {
  return [
    type,
    ...settings.flatMap((setting) => [`  ${setting.name} ${value(setting)}: ${setting.reason}`, ...choices(setting)]),
  ];
}

function choices({ cheaper, faster }: SettingReport): string[] {
  return [
    ...(cheaper === undefined ? [] : [`    cheaper: ${alternativeText(cheaper)}`]),
    ...(faster === undefined ? [] : [`    faster: ${alternativeText(faster)}`]),
  ];
}

/** `512: 1,912 ms, 714 records/s, $3.10 a month`. */
export function alternativeText(choice: Alternative): string {
  const fails = choice.fails.length === 0 ? '' : `, but fails ${choice.fails.join(', ')}`;
  return `${count(Number(choice.value))}: ${milliseconds(choice.latencyMs)}, ${count(choice.recordsPerSecond)} records/s, $${money(choice.dollarsPerMonth)} a month${fails}`;
}

export function quotaLine({ quota, now, askFor, reason }: PlanReport['quotaRequests'][number]): string {
  return `${quota}: ${count(askFor)} instead of ${count(now)} (${reason})`;
}

function section(title: string, lines: readonly string[]): string[] {
  return [`${title}: ${lines.length === 0 ? 'none' : ''}`.trimEnd(), ...lines.map((line) => `  ${line}`), ''];
}

export const value = (setting: SettingReport): string =>
  typeof setting.value === 'number' ? count(setting.value) : String(setting.value);
