import type { Limit } from '../../limits.ts';
import { limitIn, type RegionalLimit } from '../../regional-limits.ts';
import type { ChainStage } from '../model/workload.ts';

export const HOPS = [
  'API Gateway',
  'API functions',
  'Lambda requests',
  'Lambda scale-up',
  'PutEvents',
  'rule invocations',
  'stream',
  'handler',
  'table',
  'leaderboard writes',
  'leaderboard reads',
] as const;
export type HopName = (typeof HOPS)[number];

/** One hop of the chain at the expected peak, in its own unit. */
export interface Hop {
  readonly name: HopName;
  /** The event type of the hop; left out if all types share it. */
  readonly type?: string;
  readonly unit: string;
  readonly arrivals: number;
  readonly limit: number;
  /** Arrivals ÷ limit. */
  readonly utilisation: number;
  /** What sets the limit. */
  readonly limitedBy: string;
  readonly unconfirmed: boolean;
}

/** @param source of the limit; the hop is unconfirmed if the source is */
export function hop(
  name: HopName,
  unit: string,
  arrivals: number,
  limit: number,
  limitedBy: string,
  { type, source }: { readonly type?: string; readonly source?: Pick<Limit, 'unit' | 'unconfirmed'> } = {},
): Hop {
  const measured = { name, unit, arrivals, limit, utilisation: arrivals / limit, limitedBy };
  return { ...measured, unconfirmed: source?.unconfirmed === true, ...(type === undefined ? {} : { type }) };
}

/** A hop whose limit is a quota of the region. */
export function regionalHop(name: HopName, arrivals: number, quota: RegionalLimit, { region }: ChainStage): Hop {
  const limitedBy = `quota "${quota.quota}" in ${region ?? 'the smallest region'}`;
  return hop(name, quota.unit, arrivals, limitIn(quota, region), limitedBy, { source: quota });
}
