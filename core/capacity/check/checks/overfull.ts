import { HEADROOM } from '../../model/spread.ts';
import type { ChainPlan } from '../../plan/chain.ts';

/** Tolerates rounding when a sum equals the limit. */
const ROUNDING = 1 + 1e-9;

/**
 * `true` if a hop is too full at the expected peak, or over its limit with all the traffic that the throttle admits.
 */
export function isOverfull(arrivals: number, limit: number, { admittedFactor }: ChainPlan): boolean {
  return arrivals > limit * HEADROOM * ROUNDING || arrivals * admittedFactor > limit * ROUNDING;
}
