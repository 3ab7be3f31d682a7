import { keepsUp, planType } from '../../core/capacity/plan/type-plan.ts';
import { typeTopology } from '../../core/chain/type-topology.ts';
import { seededRandom } from '../../core/random.ts';
import { backlogGrowth } from '../../tools/simulate/growth.ts';
import { zipfShares } from '../../tools/simulate/keys.ts';
import type { TrafficPattern } from '../../tools/simulate/traffic.ts';
import { type DrawnChain, drawChain, isNearLimit } from './random-types.ts';

/** Values of a key: so many that every lane gets an even share, as the plan has it. */
const MANY = 200_000;
/** Values of a Zipf key, and its exponents. */
const ZIPF_VALUES = 2_000;
const EXPONENTS = [0.5, 1.5] as const;

/** Whether the backlog of a drawn chain grows without bound at its peak, as the plan and as the simulator have it. */
export interface Verdicts extends DrawnChain {
  readonly seed: number;
  readonly planned: boolean;
  readonly simulated: boolean;
}

/** Of the random type that `seed` draws, whose keys spread as the plan takes it. */
export function verdictsOf(seed: number): Verdicts {
  return judged(drawChain(seededRandom(seed)), seed, { players: MANY, keyValues: MANY });
}

/**
 * Of the same, with keys by Zipf's law. The plan knows the busiest value's share alone: that others stand out too, and meet
 * in one lane, is what it cannot see. `undefined` where that share brings the type to within a tenth of a limit.
 */
export function zipfVerdictsOf(seed: number): Verdicts | undefined {
  const random = seededRandom(seed);
  const drawn = drawChain(random);
  const zipf = EXPONENTS[0] + random.unit() * (EXPONENTS[1] - EXPONENTS[0]);
  const [hottestKeyShare = 1] = zipfShares(ZIPF_VALUES, zipf);
  const { stage } = drawn.chain;
  const types = drawn.chain.types.map((type) => ({ ...type, traffic: { ...type.traffic, hottestKeyShare } }));
  const [type] = types;
  if (type === undefined) throw new Error('a drawn chain has a type');
  const plan = planType(type, typeTopology(type, stage), stage);
  if (isNearLimit(plan)) return undefined;
  return judged({ ...drawn, chain: { types, stage }, plan }, seed, {
    zipf,
    players: ZIPF_VALUES,
    keyValues: ZIPF_VALUES,
  });
}

function judged(drawn: DrawnChain, seed: number, traffic: TrafficPattern): Verdicts {
  const { grows } = backlogGrowth({ chain: drawn.chain, seed, traffic });
  return { ...drawn, seed, planned: !keepsUp(drawn.plan), simulated: grows };
}
