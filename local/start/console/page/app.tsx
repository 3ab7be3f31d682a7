import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ConsoleState } from '../console-state.ts';
import { AlarmList } from './alarm-list.tsx';
import { BreakView } from './break/break-view.tsx';
import { ChainView } from './chain/chain-view.tsx';
import { type Connection, useConnection } from './connection.ts';
import { DeadLettersView } from './dead-letters-view.tsx';
import { FollowView } from './follow/follow-view.tsx';
import { GovernorList } from './governor-list.tsx';
import { Header } from './header.tsx';
import { HuntView } from './hunt/hunt-view.tsx';
import { LedgerTable } from './ledger-table.tsx';
import { Notices } from './notices.tsx';
import { PostMortemView } from './post-mortem/post-mortem-view.tsx';

/** The whole page. What it shows is in the address, so that a link and the back button find it again. */
export function App({ connection }: { readonly connection: Connection }): JSX.Element {
  useConnection(connection);
  const [view = 'chain', chosen = ''] = useHash().split('/', 2);
  const { shown, link } = connection;
  return (
    <>
      <Header connection={connection} view={view} />
      <main class={link === 'ended' ? 'stale' : undefined}>
        <Notices connection={connection} />
        {shown !== undefined && (
          <View connection={connection} state={shown} view={view} chosen={decodeURIComponent(chosen)} />
        )}
      </main>
    </>
  );
}

interface ViewProps {
  readonly connection: Connection;
  readonly state: ConsoleState;
  readonly view: string;
  readonly chosen: string;
}

function View({ connection, state, view, chosen }: ViewProps): JSX.Element {
  switch (view) {
    case 'events':
      return <FollowView connection={connection} chosen={chosen} />;
    case 'hunt':
      return <HuntView hunt={state.hunt} />;
    case 'break':
      return <BreakView state={state} />;
    case 'dead-letters':
      return <DeadLettersView />;
    case 'post-mortem':
      return <PostMortemView />;
    default:
      return (
        <>
          <ChainView state={state} history={connection.history} chosen={chosen} />
          <div class="panels">
            <AlarmList alarms={state.alarms} faults={state.faults} />
            <div>
              <LedgerTable ledger={state.ledger} />
              <GovernorList governor={state.governor} level={2} />
            </div>
          </div>
        </>
      );
  }
}

/** The part of the address after `#`. */
function useHash(): string {
  const [hash, setHash] = useState(() => location.hash.slice(1) || 'chain');
  useEffect(() => {
    const changed = (): void => setHash(location.hash.slice(1) || 'chain');
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return hash;
}
