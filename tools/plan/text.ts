import type { Alternative } from '../../core/capacity/check/alternatives.ts';
import type { NamedFigure } from '../../core/capacity/measure/calibration.ts';
import { NOT_IN_COST } from '../../core/capacity/model/usage-cost.ts';
import { ALARM_PACKS } from '../../core/capacity/model/workload.ts';
import { dearestFirst } from '../../core/capacity/plan/cost.ts';
import type { OnDemandAdvantage } from '../../core/capacity/plan/on-demand-advantage.ts';
import { LIMITS } from '../../core/limits.ts';
import { count, milliseconds, money, seconds, share, textTable } from '../shared/format.ts';
import type { PlanReport, SettingReport, TypeReport } from './report.ts';

/** The report as text for a terminal. */
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
    `Cost a month (by use, ${NOT_IN_COST})`,
    ...textTable(
      ['line', '$'],
      dearestFirst(report.cost.lines).map(([name, dollars]) => [name, money(dollars)]),
    ),
    '',
    'Alarms and metrics a month, besides',
    ...textTable(
      ['pack', 'alarm metrics', 'composites', 'metrics', '$'],
      ALARM_PACKS.map((pack) => {
        const { alarmMetrics, composites, customMetrics, total } = report.watching[pack];
        const chosen = pack === report.watching.alarmPack ? ' (this stage)' : '';
        return [`${pack}${chosen}`, count(alarmMetrics), count(composites), count(customMetrics), money(total)];
      }),
    ),
    ...shardLines(report.watching),
    ...(report.watching.governor === 0 ? [] : ['', `Governor a month, besides: $${money(report.watching.governor)}`]),
    ...(report.onDemandAdvantage === null
      ? []
      : ['', 'Kinesis On-demand Advantage', ...advantageLines(report.onDemandAdvantage).map((line) => `  ${line}`)]),
    ...report.types.flatMap((type) => ['', ...settingLines(type)]),
    '',
    ...section('Quota increases to request', report.quotaRequests.map(quotaLine)),
    ...section('Before traffic arrives', report.beforehand),
    ...section(
      'Findings',
      report.findings.map(({ level, message }) => `${level.toUpperCase()} ${message}`),
    ),
    figuresLine(report),
    `No AWS page confirms: ${report.unconfirmed.join(', ')}. ${SECOND_HAND}`,
  ].join('\n');
}

function shardLines({ shards }: PlanReport['watching']): readonly string[] {
  if (shards === undefined) return [];
  const dollars = `$${money(shards.dollars)}`;
  return [
    `Each shard watched by itself: ${shards.isOn ? `${dollars} of it` : `${dollars} more, with shardMetrics: true of the stage`}`,
  ];
}

/** How far to trust the prices: stored copies of AWS's price pages contain no tables. */
export const SECOND_HAND =
  'Most prices are quoted second-hand: core/prices.ts names who quotes AWS’s page, and when. Pages and reading dates: core/limits.ts and core/prices.ts.';

/** Says whether the stage may be deleted. */
export function protectionLine(report: PlanReport): string {
  return report.protected
    ? 'Protected: AWS refuses to delete the stack and its table.'
    : 'Not protected: the stack and its table can be deleted. After the first deployment, set protected: true in catalog/stages.ts.';
}

/** Says which of the plan's figures were measured. */
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

/** Says when On-demand Advantage pays, compared with both modes that the stage can have. Sentences. */
export function advantageLines(of: OnDemandAdvantage): readonly string[] {
  const { provisioned, onDemand, advantage, least, leastOnce, meanMiBPerSecond } = of;
  const { cheaperThanOnDemandFrom, cheaperThanProvisionedFrom } = of;
  const pays = advantage < Math.min(provisioned, onDemand);
  return [
    `It ${pays ? 'pays' : 'does not pay'} for this stage: its streams cost $${money(provisioned)} a month provisioned, $${money(onDemand)} on-demand, $${money(advantage)} with it, for a mean of ${count(meanMiBPerSecond)} MiB/s in.`,
    `It is a setting of the account and region, which bills at least ${LIMITS.kinesisAdvantageBytesPerSecond.value / 2 ** 20} MiB/s in and out: $${money(least)} a month.`,
    cheaperThanOnDemandFrom === undefined
      ? 'It is never cheaper than on-demand streams without it.'
      : `It is cheaper than on-demand streams without it from a mean of ${count(cheaperThanOnDemandFrom)} MiB/s in, over all on-demand streams of the account.`,
    cheaperThanProvisionedFrom === undefined
      ? 'It is cheaper than provisioned shards at no traffic of this shape.'
      : `It is cheaper than provisioned shards from ${count(cheaperThanProvisionedFrom)} times the planned traffic.`,
    `It warms on-demand streams for a start line without charge, and can be turned off after ${LIMITS.kinesisAdvantageHours.value} h: $${money(leastOnce)} for those. Cairn does not turn it on.`,
  ];
}

export function quotaLine({ quota, now, askFor, reason }: PlanReport['quotaRequests'][number]): string {
  return `${quota}: ${count(askFor)} instead of ${count(now)} (${reason})`;
}

function section(title: string, lines: readonly string[]): string[] {
  return [`${title}: ${lines.length === 0 ? 'none' : ''}`.trimEnd(), ...lines.map((line) => `  ${line}`), ''];
}

export const value = (setting: SettingReport): string =>
  typeof setting.value === 'number' ? count(setting.value) : String(setting.value);
