import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FeedEvent } from '../../console-state.ts';
import { clock } from '../format.ts';

interface Props {
  readonly events: readonly FeedEvent[];
  /** Id of the event that is followed. */
  readonly chosen: string;
  readonly empty: string;
}

const AT_ONCE = 25;

/** Events as links to their way. A long list shows its beginning until somebody asks for more. */
export function EventList({ events, chosen, empty }: Props): JSX.Element {
  const [shown, setShown] = useState(AT_ONCE);
  if (events.length === 0) return <p class="calm">{empty}</p>;
  return (
    <>
      <ul class="events">
        {events.slice(0, shown).map(({ id, type, playerId, receivedAt }) => (
          <li key={id}>
            <a href={`#events/${id}`} aria-current={id === chosen ? 'true' : undefined}>
              <b>{type}</b>
              <span>{playerId}</span>
              <time>{receivedAt === undefined ? '' : clock(receivedAt)}</time>
              <code>{id.slice(0, 13)}…</code>
            </a>
          </li>
        ))}
      </ul>
      {events.length > shown && (
        <button type="button" onClick={() => setShown(shown + 4 * AT_ONCE)}>
          Show more of {events.length}
        </button>
      )}
    </>
  );
}
