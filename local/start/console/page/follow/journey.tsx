import type { JSX } from 'preact';
import { type EventHop, fateOf } from '../../../../../core/event-fate.ts';
import { duration } from '../format.ts';
import { useAnswer } from '../requests.ts';

interface Answered {
  readonly hops: readonly EventHop[];
  readonly event?: object;
}

/** An event on its way is asked for again and again; it usually takes well under a second. */
const ASK_MS = 700;

/** Each hop of an event with its time, its payload, and what became of it. */
export function Journey({ id }: { readonly id: string }): JSX.Element {
  const { value, problem } = useAnswer<Answered>(`/local/trace/${encodeURIComponent(id)}`, ASK_MS);
  if (value === undefined) return <p class="calm">{problem ?? 'Looking it up …'}</p>;
  const { hops, event } = value;
  if (hops.length === 0) {
    return <p class="notice">The journal does not have it: it never came, or newer events took its place.</p>;
  }
  const first = hops[0]?.at ?? 0;
  const whole = (hops.at(-1)?.at ?? first) - first;
  return (
    <>
      <p class="fate">
        <b>{fateOf(hops)}</b> {hops.length > 1 && <>{duration(whole)} from the first hop to the last.</>}
      </p>
      <ol class="journey">
        {hops.map(({ at, where, what, detail }, index) => (
          <li key={String(index)} class={TROUBLES.has(what) ? 'bad' : undefined}>
            <span class="after">+{at - first < 1 ? '0 ms' : duration(at - first)}</span>
            <span>
              <b>{what}</b> at {where}
              {detail !== undefined && <span class="detail">{detail}</span>}
            </span>
          </li>
        ))}
      </ol>
      {event !== undefined && <pre>{JSON.stringify(event, undefined, 2)}</pre>}
    </>
  );
}

const TROUBLES = new Set([
  'lost',
  'quarantined',
  'dead-lettered',
  'unrouted',
  'rejected',
  'throttled',
  'shed',
  'retried',
]);
