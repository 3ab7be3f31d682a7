import type { Finding } from '../../core/capacity/check/check.ts';
import { HEADROOM } from '../../core/capacity/model/spread.ts';
import { NOT_IN_COST } from '../../core/capacity/model/usage-cost.ts';
import { dearestFirst } from '../../core/capacity/plan/cost.ts';
import type { Hop } from '../../core/capacity/plan/hop.ts';
import { count, milliseconds, money, seconds, share } from '../shared/format.ts';
import { type Bar, barChart } from '../shared/page/bar-chart.ts';
import { escapeHtml, list, page, table } from '../shared/page/html.ts';
import type { PlanReport, SettingReport, TypeReport } from './report.ts';
import { advantageLines, alternativeText, figuresLine, quotaLine, SECOND_HAND, value } from './text.ts';

const PARTS = ['publish', 'deliver', 'poll', 'window', 'wait', 'batch'] as const;

/** The report as one self-contained HTML file: charts and tables, light or dark by the reader's setting. */
export function planPage(report: PlanReport): string {
  const title = `Capacity plan: stage ${report.stage}`;
  return page(
    title,
    `${summary(report)}
${findings(report.findings)}
<h2>How full each hop is at peak</h2>
<p>No hop should be fuller than the mark at ${share(HEADROOM)}.</p>
${barChart(report.hops.map(hopBar), 1.1)}
<h2>From the request to the stored effect</h2>
<p>Milliseconds at the objective's percentile, from the request's arrival to the stored effect. The mark is the objective.</p>
${legend()}
${latencyChart(report.types)}
<h2>What a month costs</h2>
<p>US dollars in us-east-1, for traffic of the shapes in the catalog; ${NOT_IN_COST}.</p>
${costChart(report)}
${list('Kinesis On-demand Advantage', report.onDemandAdvantage === null ? [] : advantageLines(report.onDemandAdvantage))}
<h2>Event types</h2>
${table(
  ['Type', 'Events/s', 'Records/s', 'Handled/s', 'Latency', 'Objective', 'Drained after 10 min outage', '$/month'],
  report.types.map((type) => [
    type.type,
    count(type.eventsPerSecond),
    count(type.recordsPerSecond),
    count(type.handledPerSecond),
    milliseconds(type.latency.total),
    `p${type.percentile} ${milliseconds(type.objectiveMs)}`,
    seconds(type.drainSeconds),
    money(type.dollarsPerMonth),
  ]),
)}
<h2>Every setting and its reason</h2>
${report.types.map(settings).join('\n')}
${list('Quota increases to request', report.quotaRequests.map(quotaLine))}
${list('Before traffic arrives', report.beforehand)}
<footer>
<p>No AWS page confirms: ${escapeHtml(report.unconfirmed.join(', '))}. ${escapeHtml(SECOND_HAND)}
${escapeHtml(figuresLine(report))}</p>
</footer>`,
  );
}

function summary(report: PlanReport): string {
  const { narrowest, cost, types, region, admittedFactor } = report;
  const events = types.reduce((sum, { eventsPerSecond }) => sum + eventsPerSecond, 0);
  const tiles = [
    [`${count(events)}/s`, 'events at peak'],
    [`$${money(cost.total)}`, 'a month'],
    [
      share(narrowest.utilisation),
      `narrowest hop: ${narrowest.name}${narrowest.type === undefined ? '' : `, ${narrowest.type}`}`,
    ],
    [`×${admittedFactor.toFixed(2)}`, 'of the peak is what the throttle admits'],
    [region ?? 'any', 'region'],
    [report.protected ? 'protected' : 'not protected', 'against deletion of the stack and its table'],
  ];
  return `<div class="tiles">${tiles.map(([figure = '', what = '']) => `<div><b>${escapeHtml(figure)}</b><span>${escapeHtml(what)}</span></div>`).join('')}</div>`;
}

function findings(all: readonly Finding[]): string {
  if (all.length === 0)
    return '<p class="good">Nothing fails and nothing is wasted: the check at synthesis passes without a warning.</p>';
  const items = all.map(({ level, message }) => `<li class="${level}"><b>${level}</b> ${escapeHtml(message)}</li>`);
  return `<ul class="findings">${items.join('')}</ul>`;
}

function hopBar({ name, type, utilisation, arrivals, limit, unit, limitedBy, unconfirmed }: Hop): Bar {
  const colour = utilisation > 1 ? '--bad' : utilisation > HEADROOM + 1e-9 ? '--warn' : '--c1';
  const title = `${count(arrivals)} of ${count(limit)} ${unit} (${limitedBy})`;
  const label = type === undefined ? name : `${name}: ${type}`;
  return {
    label,
    valueText: `${share(utilisation)} · ${count(arrivals)} of ${count(limit)} ${unit}${unconfirmed ? ' (unconfirmed)' : ''}`,
    mark: HEADROOM,
    parts: [{ value: utilisation, colour, title }],
  };
}

function legend(): string {
  const items = PARTS.map((part, index) => `<span><i style="background:var(--c${index + 1})"></i>${part}</span>`);
  return `<div class="legend">${items.join('')}</div>`;
}

function latencyChart(types: readonly TypeReport[]): string {
  const finite = types.map(({ latency }) => latency.total).filter(Number.isFinite);
  const most = Math.max(...finite, ...types.map(({ objectiveMs }) => objectiveMs)) * 1.05;
  const bars = types.map(({ type, latency, percentile, objectiveMs }): Bar => {
    const parts = PARTS.map((part, index) => ({
      value: latency[part],
      colour: `--c${index + 1}`,
      title: `${part} ${milliseconds(latency[part])}`,
    }));
    const valueText = `p${percentile} ${milliseconds(latency.total)} of ${milliseconds(objectiveMs)}`;
    return { label: type, valueText, mark: objectiveMs, parts };
  });
  return barChart(bars, most);
}

function costChart(report: PlanReport): string {
  const lines = dearestFirst(report.cost.lines);
  const most = Math.max(...lines.map(([, dollars]) => dollars), 1);
  const bars = lines.map(
    ([name, dollars]): Bar => ({
      label: name,
      valueText: `$${money(dollars)}`,
      parts: [{ value: dollars, colour: '--c1', title: `$${money(dollars)}` }],
    }),
  );
  return barChart(bars, most);
}

function settings({ type, settings: all }: TypeReport): string {
  const rows = all.map((setting) => [setting.name, value(setting), setting.reason, next(setting)]);
  return `<details><summary>${escapeHtml(type)}</summary>${table(['Setting', 'Value', 'Reason', 'Next choices'], rows)}</details>`;
}

function next({ cheaper, faster }: SettingReport): string {
  return [
    ...(cheaper === undefined ? [] : [`Cheaper, ${alternativeText(cheaper)}.`]),
    ...(faster === undefined ? [] : [`Faster, ${alternativeText(faster)}.`]),
  ].join(' ');
}
