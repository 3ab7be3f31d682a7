import type { JSX } from 'preact';
import type { Connection } from './connection.ts';
import { clock } from './format.ts';

/** What a person must know about the page itself. */
export function Notices({ connection }: { readonly connection: Connection }): JSX.Element | null {
  const { link, shown, endedAt, paused, restarted } = connection;
  if (link === 'connecting') return <p class="notice">Connecting to the chain …</p>;
  if (link === 'ended') {
    return (
      <p class="notice bad" role="alert">
        <b>The runtime has ended</b> at {clock(endedAt ?? 0)}. What you see is its last state. Run{' '}
        <code>npm start</code>: this page then continues by itself.
      </p>
    );
  }
  if (paused) return <p class="notice">Paused: the chain runs on, and this page keeps what it shows.</p>;
  const isEmpty =
    shown !== undefined && Object.values(shown.ledger).every(({ accepted, rejected }) => accepted + rejected === 0);
  if (isEmpty) {
    return <p class="notice">No event has come yet. The phones set out a moment after the start.</p>;
  }
  if (restarted) return <p class="notice">Reconnected: this is another run of the chain, which began anew.</p>;
  return null;
}
