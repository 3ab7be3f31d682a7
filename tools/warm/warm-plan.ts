import { raised } from '../../core/capacity/model/table-demand.ts';
import type { TableThroughput, Throughput } from '../../core/capacity/model/throughput.ts';
import { PRICES } from '../../core/prices.ts';
import type { TableWarmth } from '../shared/aws/account-reader.ts';

/** The table or one of its indexes: its warm throughput, what the plan needs, and what to raise. */
export interface WarmPart {
  /** `undefined` for the table itself. */
  readonly index: string | undefined;
  readonly warm: Throughput;
  readonly needed: Throughput;
  /**
   * Only the values to raise. The warm throughput may have grown since it was read, and DynamoDB would refuse a lower
   * value.
   */
  readonly raise: Partial<Throughput>;
}

export interface WarmPlan {
  readonly parts: readonly WarmPart[];
  /** US dollars, once; us-east-1. */
  readonly dollars: number;
}

/**
 * The parts of table and indexes that are below `needed`. The leaderboard's index is the only one, so every index gets
 * its figures.
 */
export function warmPlan({ table, indexes }: TableWarmth, needed: TableThroughput): WarmPlan {
  const parts = [
    partOf(undefined, table, needed.table),
    ...Object.entries(indexes).map(([name, warm]) => partOf(name, warm, needed.index)),
  ];
  return { parts, dollars: parts.reduce((sum, part) => sum + priceOf(part), 0) };
}

function partOf(index: string | undefined, warm: Throughput, needed: Throughput): WarmPart {
  const target = raised(warm, needed) ?? warm;
  return {
    index,
    warm,
    needed,
    raise: {
      ...(target.writeUnits > warm.writeUnits ? { writeUnits: target.writeUnits } : {}),
      ...(target.readUnits > warm.readUnits ? { readUnits: target.readUnits } : {}),
    },
  };
}

/** AWS bills the difference to the present warm throughput, once. */
function priceOf({ warm, raise }: WarmPart): number {
  const more = (to: number | undefined, from: number) => Math.max(0, (to ?? from) - from);
  return (
    more(raise.writeUnits, warm.writeUnits) * PRICES.dynamoDbWarmWriteUnit.value +
    more(raise.readUnits, warm.readUnits) * PRICES.dynamoDbWarmReadUnit.value
  );
}

export function isRaised({ raise }: WarmPart): boolean {
  return raise.readUnits !== undefined || raise.writeUnits !== undefined;
}
