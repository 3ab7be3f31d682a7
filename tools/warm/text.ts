import type { Throughput } from '../../core/capacity/model/throughput.ts';
import { count, textTable } from '../shared/format.ts';
import { isRaised, type WarmPart, type WarmPlan } from './warm-plan.ts';

/** The plan as text for a terminal. */
export function warmText(tableName: string, peak: string, { parts, dollars }: WarmPlan): string {
  return [
    `table ${tableName}: units/s that it serves at once`,
    ...textTable(
      ['', 'warm now', `needed at ${peak}`, 'to do'],
      parts.map((part) => [
        part.index === undefined ? 'table' : `index ${part.index}`,
        units(part.warm),
        units(part.needed),
        todo(part),
      ]),
    ),
    ...(parts.some(isRaised)
      ? [
          `One-time price: about $${dollars.toFixed(2)} (us-east-1; unconfirmed: see aws.amazon.com/dynamodb/pricing/on-demand). AWS does not lower what is warm.`,
        ]
      : ['Nothing to do: table and index already serve that peak at once.']),
  ].join('\n');
}

function units({ writeUnits, readUnits }: Throughput): string {
  return `${count(writeUnits)} write, ${count(readUnits)} read`;
}

function todo(part: WarmPart): string {
  if (!isRaised(part)) return 'nothing';
  const { writeUnits, readUnits } = part.raise;
  const values = [
    ...(writeUnits === undefined ? [] : [`${count(writeUnits)} write`]),
    ...(readUnits === undefined ? [] : [`${count(readUnits)} read`]),
  ];
  return `raise to ${values.join(', ')}`;
}
