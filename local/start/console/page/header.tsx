import type { JSX } from 'preact';
import type { Connection } from './connection.ts';
import { count } from './format.ts';

interface Props {
  readonly connection: Connection;
  /** That is shown. */
  readonly view: string;
}

const VIEWS = [
  ['chain', 'Chain'],
  ['events', 'Follow'],
  ['hunt', 'Hunt'],
  ['break', 'Break it'],
  ['dead-letters', 'Dead letters'],
  ['post-mortem', 'Post-mortem'],
] as const;

/** Name, views, state of the connection, and the sums that matter most. */
export function Header({ connection, view }: Props): JSX.Element {
  const { shown, link, paused } = connection;
  return (
    <header>
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <ellipse cx="16" cy="25" rx="12" ry="5" />
          <ellipse cx="16" cy="15.5" rx="8.5" ry="4.5" class="middle" />
          <ellipse cx="16" cy="7.5" rx="5" ry="3.5" />
        </svg>
        <h1>
          Cairn <span class="stage">{shown === undefined ? 'console' : `stage ${shown.stage}`}</span>
        </h1>
      </div>
      <nav aria-label="Views">
        {VIEWS.map(([name, title]) => (
          <a key={name} href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <Sums connection={connection} />
      <div class="link">
        <span class={`dot ${paused ? 'paused' : link}`} aria-hidden="true" />
        <span role="status">{paused ? 'paused' : LINKS[link]}</span>
        <button
          type="button"
          aria-pressed={paused}
          onClick={() => {
            connection.paused = !paused;
          }}
        >
          {paused ? 'Continue' : 'Pause'}
        </button>
      </div>
    </header>
  );
}

const LINKS = { connecting: 'connecting', live: 'live', ended: 'ended' } as const;

function Sums({ connection: { shown } }: { readonly connection: Connection }): JSX.Element | null {
  if (shown === undefined) return null;
  const counts = Object.values(shown.ledger);
  const sum = (of: (counts_: (typeof counts)[number]) => number) => counts.reduce((total, each) => total + of(each), 0);
  const alarms = Object.values(shown.alarms).filter(({ composite }) => !composite).length;
  const faults = Object.keys(shown.faults).length;
  const sums: readonly (readonly [name: string, value: number, bad?: boolean])[] = [
    ['accepted', sum((each) => each.accepted)],
    ['processed', sum((each) => each.processed)],
    ['in flight', sum((each) => each.inFlight)],
    ['set aside', sum((each) => each.quarantined + each.deadLettered + each.unrouted), true],
    ['alarms', alarms, true],
    ['faults on', faults, true],
  ];
  return (
    <dl class="sums">
      {sums.map(([name, value, bad]) => (
        <div key={name} class={bad && value > 0 ? 'bad' : undefined}>
          <dt>{name}</dt>
          <dd>{count(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
