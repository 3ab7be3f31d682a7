import { checkChain } from '../../core/capacity/check.ts';
import { keepsUp } from '../../core/capacity/type-plan.ts';
import type { Random } from '../../core/random.ts';
import { backlogGrowth, type Growth } from '../../tools/simulate/growth.ts';
import { zipfShares } from '../../tools/simulate/keys.ts';
import type { TrafficPattern } from '../../tools/simulate/traffic.ts';
import { type DrawnChain, drawChain } from './random-types.ts';

/** What plan, check and simulator say of one chain: does its backlog grow without bound at the peak? */
export interface Verdicts extends DrawnChain {
  readonly plan_: boolean;
  readonly simulator: Growth;
}

/** So many that lanes get even shares, as the plan has them. */
const MANY = 200_000;

export function verdictsOf(drawn: DrawnChain, seed: number, traffic: TrafficPattern = { players: MANY, keyValues: MANY }) {
  return { grows: !keepsUp(drawn.plan), simulated: backlogGrowth({ chain: drawn.chain, seed, traffic }) };
}
