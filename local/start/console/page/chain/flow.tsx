import type { JSX } from 'preact';

interface Props {
  /** Of what flows, a second. */
  readonly rate: number;
  readonly down?: boolean;
  readonly troubled?: boolean;
}

/** From a trickle to a flood: by half an order of magnitude, because each change of the speed makes the dots jump. */
function paceOf(rate: number): number {
  return Math.min(6, Math.max(1, Math.ceil(Math.log10(1 + rate) * 2)));
}

/** The line from one hop to the next, with dots that move while something flows. */
export function Flow({ rate, down = false, troubled = false }: Props): JSX.Element {
  const moves = rate > 0.05 ? ` moves pace-${paceOf(rate)}` : '';
  return <span class={`flow${down ? ' down' : ''}${moves}${troubled ? ' troubled' : ''}`} aria-hidden="true" />;
}
