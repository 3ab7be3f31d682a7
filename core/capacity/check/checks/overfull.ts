import { HEADROOM } from '../../model/spread.ts';
import type { ChainPlan } from '../../plan/chain.ts';

/** For sums that come to the limit itself. */
const ROUNDING = 1 + 1e-9;

/** Too full at the expected peak, or over its limit at what the throttle lets in. */
export function isOverfull(arrivals: number, limit: number, { admittedFactor }: ChainPlan): boolean {
  return arrivals > limit * HEADROOM * ROUNDING || arrivals * admittedFactor > limit * ROUNDING;
}
