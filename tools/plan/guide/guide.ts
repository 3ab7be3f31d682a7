import { stages } from '../../../catalog/stages.ts';
import { checkChain } from '../../../core/capacity/check/check.ts';
import type { Chain } from '../../../core/capacity/plan/settings.ts';
import type { Figure } from '../../../core/figure.ts';
import { LIMITS, type Limit } from '../../../core/limits.ts';
import { PRICES } from '../../../core/prices.ts';
import { REGIONAL_LIMITS } from '../../../core/regional-limits.ts';
import { count, milliseconds, money, seconds, share } from '../../shared/format.ts';
import { markdownTable } from '../../shared/generated-blocks.ts';
import { planReport } from '../report.ts';
import { value } from '../text.ts';
import type { OptionGuide } from './option-guide.ts';
import { PROCESSING_GUIDE } from './processing-guide.ts';
import { STAGE_GUIDE } from './stage-guide.ts';
import { TYPE_GUIDE } from './type-guide.ts';

/**
 * The generated parts of docs/configuration.md, by the name in their marks.
 * @param refused a chain that the check refuses, as the example of its message
 */
export function guideBlocks(types: Chain['types'], refused: Chain): Readonly<Record<string, string>> {
  const report = planReport({ types, stage: stages.prod });
  const [busiest] = [...report.types].sort((one, other) => other.eventsPerSecond - one.eventsPerSecond);
  return {
    processing: PROCESSING_GUIDE.map(option).join('\n'),
    type: TYPE_GUIDE.map(option).join('\n'),
    stage: STAGE_GUIDE.map(option).join('\n'),
    postmortem: `> ${checkChain(refused).findings[0]?.message}`,
    example: [
      `Those of \`${busiest?.type}\`, the busiest type:`,
      '',
      ...(busiest?.settings ?? []).map((each) => `- \`${each.name}\` ${value(each)}: ${each.reason}`),
    ].join('\n'),
    plan: markdownTable(
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
    hops: markdownTable(
      ['hop', 'arrivals', 'limit', 'full'],
      report.hops
        .filter(({ type }) => type === undefined || type === busiest?.type)
        .map((hop) => [hop.name, `${count(hop.arrivals)} ${hop.unit}`, count(hop.limit), share(hop.utilisation)]),
    ),
    figures: markdownTable(
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

function option(guide: OptionGuide): string {
  return `#### \`${guide.name}\`

${guide.does} ${guide.choose}

| | |
|---|---|
| formula | ${guide.formula} |
| default | ${guide.default} |
| too low | ${guide.tooLow} |
| too high | ${guide.tooHigh} |
| alarm | ${guide.alarm} |
${guide.plot === undefined ? '' : `\n![${guide.plot}](images/${guide.name}.svg)\n\n${guide.plot}\n`}`;
}

function figure(
  name: string,
  description: string,
  { page, read, quotedBy, unconfirmed }: Omit<Figure, 'value' | 'unit'>,
): string[] {
  const standing = unconfirmed === true ? ' (unconfirmed)' : '';
  return [
    `\`${name}\``,
    description + standing,
    page,
    quotedBy === undefined ? read : `${read}, as quoted by ${quotedBy}`,
  ];
}

function tiers(limit: (typeof REGIONAL_LIMITS)[keyof typeof REGIONAL_LIMITS]): string {
  return [
    ...limit.tiers.map((tier) => `${count(tier.value)} (${tier.regions.join(', ')})`),
    `${count(limit.others)} elsewhere`,
  ].join('; ');
}
