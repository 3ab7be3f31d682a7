import type { JSX } from 'preact';
import type { HuntState } from '../../console-state.ts';
import { count } from '../format.ts';
import { HuntMap } from './hunt-map.tsx';

/** The hunt that runs: players on a map, clues, treasures and the leaderboard. */
export function HuntView({ hunt }: { readonly hunt: HuntState | undefined }): JSX.Element {
  if (hunt === undefined) {
    return (
      <section aria-labelledby="hunt">
        <h2 id="hunt">The hunt</h2>
        <p class="notice">There is no hunt yet. The phones create one when they set out.</p>
      </section>
    );
  }
  const { name, huntId, players, playerCount, clues, treasures, leaders } = hunt;
  const shown = Object.keys(players).length;
  const nameOf = (id: string): string => players[id]?.name ?? id;
  return (
    <section aria-labelledby="hunt" class="hunt">
      <h2 id="hunt">
        {name}{' '}
        <small>
          hunt {huntId}, {count(playerCount)} players{shown < playerCount ? `, ${shown} of them shown` : ''}
        </small>
      </h2>
      <div class="columns">
        <HuntMap hunt={hunt} />
        <div>
          <h3>Leaderboard</h3>
          {leaders.length === 0 && <p class="calm">Nobody has points yet.</p>}
          <ol class="leaders">
            {leaders.map((id) => (
              <li key={id}>
                <a href={`#events/?player=${encodeURIComponent(id)}`}>{nameOf(id)}</a>
                <span>{count(players[id]?.solved ?? 0)} clues</span>
                <b>{count(players[id]?.score ?? 0)}</b>
              </li>
            ))}
          </ol>
          <h3>Treasures</h3>
          <ul class="treasures">
            {Object.entries(treasures).map(([id, { points, winner }]) => (
              <li key={id} class={winner === undefined ? undefined : 'won'}>
                <span>{id}</span>
                <span>{winner === undefined ? 'not claimed yet' : `claimed first by ${nameOf(winner)}`}</span>
                <b>{points}</b>
              </li>
            ))}
          </ul>
          <h3>Clues</h3>
          <ul class="treasures">
            {Object.entries(clues).map(([id, { points, solved }]) => (
              <li key={id}>
                <span>{id}</span>
                <span>solved by {count(solved)}</span>
                <b>{points}</b>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}
