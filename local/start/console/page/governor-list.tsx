import type { JSX } from 'preact';
import type { ConsoleState } from '../console-state.ts';
import type { GovernorAct, GovernorState } from '../governor-state.ts';
import { clock } from './format.ts';

/** Acts of the governor that are shown; the others are in `cairn status --json`. */
const SHOWN = 8;

/** Of its heading, by the view that it is in. */
interface Level {
  readonly level: 2 | 3;
}

/** What the governor may do, what it has paused and sheds, and what it did last, with the reason. */
export function GovernorList({ governor, level }: Pick<ConsoleState, 'governor'> & Level): JSX.Element {
  const Heading = `h${level}` as const;
  return (
    <section aria-labelledby="governor" class="governor">
      <Heading id="governor">Governor {governor !== undefined && <small>{MODES[governor.mode]}</small>}</Heading>
      {governor === undefined ? (
        <p class="calm">
          This stage has none. Start with <code>npm start -- --governor act</code> to see it heal the chain.
        </p>
      ) : (
        <Acts governor={governor} />
      )}
    </section>
  );
}

const MODES = { act: 'acts', observe: 'looks on, and says what it would do' } as const;

function Acts({ governor: { acts, circuits, admitted } }: { readonly governor: GovernorState }): JSX.Element {
  const standing = [
    ...Object.entries(circuits).map(([type, step]) => `The mapping of ${type} is ${STEPS[step] ?? step}.`),
    ...(admitted === undefined ? [] : [`Ingest admits only ${admitted}.`]),
  ];
  return (
    <>
      {standing.length > 0 && (
        <ul class="standing">
          {standing.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {acts.length === 0 && (
        <p class="calm">
          It has had nothing to do. It looks once a minute, and sees metrics one to two minutes late, as on AWS.
        </p>
      )}
      <ol class="acts">
        {acts.slice(0, SHOWN).map((act) => (
          <Act key={`${act.at} ${act.reason}`} act={act} />
        ))}
      </ol>
    </>
  );
}

const STEPS: Readonly<Record<string, string>> = {
  open: 'paused',
  'half-open': 'on trial with small batches',
  ramp: 'reading with all lanes again',
  'catch-up': 'catching up, with a raised record age',
  closed: 'as planned',
};

function Act({ act: { at, did, reason, before, after } }: { readonly act: GovernorAct }): JSX.Element {
  return (
    <li class={did === 'found' ? 'found' : undefined}>
      <time dateTime={at}>{clock(at)}</time> <b>{did}</b> {reason}
      {before !== undefined && after !== undefined && (
        <span class="reason">
          {' '}
          {before} → {STEPS[after] ?? after}
        </span>
      )}
    </li>
  );
}
