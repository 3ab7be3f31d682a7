import type { JSX } from 'preact';

interface Props {
  /** Of what flows, a second. */
  readonly rate: number;
  readonly down?: boolean;
  readonly troubled?: boolean;
}

/** Seconds for one step of the dots: the more events, the faster, by the order of magnitude. */
function pace(rate: number): number {
  return Math.round((1.6 / (1 + Math.log10(1 + rate))) * 20) / 20;
}

/** The line from one hop to the next, with dots that move while something flows. */
export function Flow({ rate, down = false, troubled = false }: Props): JSX.Element {
  const moves = rate > 0.05;
  return (
    <span
      class={`flow${down ? ' down' : ''}${moves ? ' moves' : ''}${troubled ? ' troubled' : ''}`}
      style={moves ? { '--pace': `${pace(rate)}s` } : undefined}
      aria-hidden="true"
    />
  );
}
