import { stages } from '../../catalog/stages.ts';
import type { Chain } from '../../core/capacity/settings.ts';
import { LIMITS, type Limit, REGIONAL_LIMITS } from '../../core/limits.ts';
import { PRICES } from '../../core/prices.ts';
import { count, milliseconds, money, seconds, share } from '../shared/format.ts';
import { type OptionGuide, PROCESSING_GUIDE, STAGE_GUIDE, TYPE_GUIDE } from './guide-options.ts';
import { planReport } from './report.ts';
import { value } from './text.ts';

/** The generated parts of docs/configuration.md, by the name in their marks. */
export function guideBlocks(types: Chain['types']): Readonly<Record<string, string>> {
  const report = planReport({ types, stage: stages.prod });
  return {
    processing: PROCESSING_GUIDE.map(option).join('\n'),
    type: TYPE_GUIDE.map(option).join('\n'),
    stage: STAGE_GUIDE.map(option).join('\n'),
    example: report.types
      .filter(({ type }) => type === 'location.pinged')
      .flatMap(({ settings }) => settings.map((each) => `- \`${each.name}\` ${value(each)}: ${each.reason}`))
      .join('\n'),
    plan: table(
      ['type', 'events/s', 'handled records/s', 'latency', 'objective', 'drained after 10 min', '$/month'],
      report.types.map((type) => [
        `\`${type.type}\``,
        count(type.eventsPerSecond),
        count(type.handledPerSecond),
        milliseconds(type.latency.total),
        `p${type.percentile} ${milliseconds(type.objectiveMs)}`,
        seconds(type.drainSeconds),
        money(type.dollarsPerMonth),
      ]),
    ),
    hops: table(
      ['hop', 'arrivals', 'limit', 'full'],
      report.hops
        .filter(({ type }) => type === undefined || type === 'location.pinged')
        .map((hop) => [hop.name, `${count(hop.arrivals)} ${hop.unit}`, count(hop.limit), share(hop.utilisation)]),
    ),
    figures: table(
      ['figure', 'value', 'page', 'read'],
      [
        ...Object.entries(LIMITS).map(([name, limit]: [string, Limit]) =>
          figure(name, `${count(limit.value)} ${limit.unit}`, limit),
        ),
        ...Object.entries(REGIONAL_LIMITS).map(([name, limit]) => figure(name, `${tiers(limit)} ${limit.unit}`, limit)),
        ...Object.entries(PRICES).map(([name, price]) => figure(name, `${price.value} ${price.unit}`, price)),
      ],
    ),
  };
}

/** `page` with every generated part replaced by what the code says now. */
export function withBlocks(page: string, blocks: Readonly<Record<string, string>>): string {
  return page.replace(/(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (whole, start, name, end) =>
    blocks[name] === undefined ? whole : `${start}\n${blocks[name]}\n\n${end}`,
  );
}

function option(guide: OptionGuide): string {
  return `#### \`${guide.name}\`

${guide.does} ${guide.choose}

| | |
|---|---|
| formula | ${guide.formula} |
| default | ${guide.default} |
| too low | ${guide.tooLow} |
| too high | ${guide.tooHigh} |
| the alarm that tells | ${guide.alarm} |
${guide.plot === undefined ? '' : `\n![${guide.plot}](images/${guide.name}.svg)\n\n${guide.plot}\n`}`;
}

function figure(
  name: string,
  says: string,
  source: { readonly page: string; readonly read: string; readonly unconfirmed?: true },
): string[] {
  return [`\`${name}\``, says + (source.unconfirmed === true ? ' (unconfirmed)' : ''), source.page, source.read];
}

function tiers(limit: (typeof REGIONAL_LIMITS)[keyof typeof REGIONAL_LIMITS]): string {
  return [
    ...limit.tiers.map((tier) => `${count(tier.value)} (${tier.regions.join(', ')})`),
    `${count(limit.others)} elsewhere`,
  ].join('; ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
