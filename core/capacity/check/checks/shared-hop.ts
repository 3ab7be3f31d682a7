import { round } from '../../../round.ts';
import { HEADROOM } from '../../model/spread.ts';
import type { ChainPlan } from '../../plan/chain.ts';
import type { Hop, HopName } from '../../plan/hop.ts';
import { type Breach, percent } from './check.ts';

/**
 * The hops with these names that are fuller than the headroom allows.
 * @param consequence what happens to the traffic above the limit
 * @default left out: the hop's own sentence says it
 */
export function overfullHops(chain: ChainPlan, names: readonly HopName[], consequence?: string): readonly Breach[] {
  return chain.hops
    .filter(({ name, utilisation }) => names.includes(name) && utilisation > HEADROOM)
    .map((hop) => ({
      hop: hop.name,
      message: `${fullness(hop)}${consequence === undefined ? '' : `. ${consequence}`}`,
    }));
}

function fullness(hop: Hop): string {
  return `${round(hop.arrivals)} ${hop.unit} arrive at peak; the limit is ${round(hop.limit)} (${limitedBy(hop)}). That is ${percent(hop.utilisation)} of the limit; the check allows ${percent(HEADROOM)}`;
}

export function limitedBy({ limitedBy: what, unconfirmed }: Hop): string {
  return what + (unconfirmed ? '; unconfirmed' : '');
}
