import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FeedEvent } from '../../console-state.ts';
import type { Connection } from '../connection.ts';
import { count } from '../format.ts';
import { getJson } from '../requests.ts';
import { EventList } from './event-list.tsx';
import { Journey } from './journey.tsx';

interface Props {
  readonly connection: Connection;
  /** Id of the event that is followed, or `?player=NAME` for the events of a player; empty: none. */
  readonly chosen: string;
}

type By = 'id' | 'player' | 'hunt';

/** Follow one event: what comes now, a search, and the way of the one that was chosen. */
export function FollowView({ connection, chosen }: Props): JSX.Element {
  const [, wanted] = /^\?player=(.+)$/.exec(chosen) ?? [];
  const eventId = wanted === undefined ? chosen : '';
  const [by, setBy] = useState<By>('player');
  const [text, setText] = useState('');
  const [type, setType] = useState('');
  const [found, setFound] = useState<{ readonly of: string; readonly events: readonly FeedEvent[] }>();
  const find = async (member: By, value: string): Promise<void> => {
    const events = await getJson<readonly FeedEvent[]>(`/local/console/events?${member}=${encodeURIComponent(value)}`);
    setFound({ of: `${member} ${value}`, events });
  };
  const search = (event: Event): void => {
    event.preventDefault();
    if (by === 'id' && text !== '') location.hash = `#events/${encodeURIComponent(text)}`;
    if (text === '') setFound(undefined);
    else void find(by, text);
  };
  useEffect(() => {
    if (wanted !== undefined) void find('player', wanted);
  }, [wanted]);
  // Somebody opens another event: the list stays as it is.
  useEffect(() => {
    if (eventId !== '') document.getElementById('journey')?.focus();
  }, [eventId]);
  return (
    <section aria-labelledby="follow" class="follow">
      <h2 id="follow">Follow one event</h2>
      <form class="row" onSubmit={search}>
        <label>
          Search by{' '}
          <select value={by} onChange={({ currentTarget }) => setBy(currentTarget.value as By)}>
            <option value="id">event id</option>
            <option value="player">player</option>
            <option value="hunt">hunt</option>
          </select>
        </label>
        <label>
          <span class="hidden">What to search</span>
          <input
            type="search"
            value={text}
            placeholder={PLACEHOLDERS[by]}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button type="submit">Search</button>
        {found !== undefined && (
          <button type="button" onClick={() => setFound(undefined)}>
            Back to the live feed
          </button>
        )}
      </form>
      <div class="columns">
        <div>
          {found === undefined ? (
            <>
              <h3>
                Live{' '}
                <small>
                  {count(connection.shown?.feed.entriesSeen ?? 0)} entries of the bus since this page opened; a sample
                  of them
                </small>
              </h3>
              <label class="only">
                Only{' '}
                <select value={type} onChange={({ currentTarget }) => setType(currentTarget.value)}>
                  <option value="">every type</option>
                  {connection.shown?.map.lanes.map((lane) => (
                    <option key={lane.type}>{lane.type}</option>
                  ))}
                </select>
              </label>
              <EventList
                events={connection.feed.events.filter((event) => type === '' || event.type === type)}
                chosen={eventId}
                empty="Nothing has come yet."
              />
            </>
          ) : (
            <>
              <h3>
                Of {found.of} <small>the newest 100 that the journal has</small>
              </h3>
              <EventList
                events={found.events}
                chosen={eventId}
                empty="The journal has none. It keeps the newest events; an older one is gone."
              />
            </>
          )}
        </div>
        <div>
          <h3 id="journey" tabIndex={-1}>
            {eventId === '' ? 'Its way' : `The way of ${eventId}`}
          </h3>
          {eventId === '' ? (
            <p class="calm">Choose an event: you see each hop with its time, its payload, and what became of it.</p>
          ) : (
            <Journey id={eventId} />
          )}
        </div>
      </div>
    </section>
  );
}

const PLACEHOLDERS: Readonly<Record<By, string>> = { id: '9b1d…', player: 'Ada-1', hunt: 'edinburgh' };
