import type { JSX } from 'preact';
import type { ConsoleState, MapLane } from '../../console-state.ts';
import { count, duration } from '../format.ts';
import { HopPanel } from '../hop/hop-panel.tsx';
import type { RateHistory } from '../rate-history.ts';
import { Flow } from './flow.tsx';
import { Hop } from './hop.tsx';

interface Props {
  readonly state: ConsoleState;
  readonly history: RateHistory;
  /** Id of the hop whose panel is open; empty: none. */
  readonly chosen: string;
}

/** The way of the events: from the phones to the bus, a lane for each type, and the table. */
export function ChainView({ state, history, chosen }: Props): JSX.Element {
  const { trunk, lanes, tables } = state.map;
  const [bus] = trunk.filter(({ kind }) => kind === 'bus');
  const before = trunk.filter(({ kind }) => kind !== 'bus');
  const open = [...trunk, ...lanes.flatMap(({ hops }) => hops), ...tables].find(({ id }) => id === chosen);
  const rateOf = (id: string): number => state.hops[id]?.rate ?? 0;
  return (
    <section aria-labelledby="chain" class="chain">
      <h2 id="chain">The chain</h2>
      <Legend />
      {open !== undefined && (
        <HopPanel
          hop={open}
          state={state}
          history={history.of(open.id)}
          onClose={() => {
            location.hash = '#chain';
            document.querySelector<HTMLElement>(`a[href="#chain/${encodeURIComponent(open.id)}"]`)?.focus();
          }}
        />
      )}
      <div class="map">
        <ol class="trunk" aria-label="From the phones to the function that takes events in">
          <li class="phones">
            <Phones state={state} />
          </li>
          {before.map((hop) => (
            <li key={hop.id}>
              <Flow rate={rateOf(hop.id)} down />
              <Hop hop={hop} figures={state.hops[hop.id]} history={history.of(hop.id)} open={hop.id === chosen} />
            </li>
          ))}
        </ol>
        <Flow rate={bus === undefined ? 0 : rateOf(bus.id)} />
        <div class="bar">
          {bus !== undefined && (
            <Hop hop={bus} figures={state.hops[bus.id]} history={history.of(bus.id)} open={bus.id === chosen} />
          )}
        </div>
        <ol class="lanes" aria-label="Event types">
          {lanes.map((lane) => (
            <Lane key={lane.type} lane={lane} state={state} history={history} chosen={chosen} />
          ))}
        </ol>
        <div class="bar">
          {tables.map((hop) => (
            <Hop
              key={hop.id}
              hop={hop}
              figures={state.hops[hop.id]}
              history={history.of(hop.id)}
              open={hop.id === chosen}
            />
          ))}
        </div>
      </div>
    </section>
  );
}

function Lane({ lane, state, history, chosen }: Props & { readonly lane: MapLane }): JSX.Element {
  const { type, hops, objectiveMs, objectivePercentile } = lane;
  const { processed = 0, latencyMs } = state.lanes[type] ?? {};
  const counts = state.ledger[type];
  const last = hops.at(-1);
  return (
    <li>
      <h3>
        {type}
        <span class="facts">
          <span>{count(processed)} events/s</span>
          {latencyMs !== undefined && objectiveMs !== undefined && (
            <span class={latencyMs > objectiveMs ? 'bad' : undefined}>
              p{objectivePercentile} {duration(latencyMs)} of {duration(objectiveMs)}
            </span>
          )}
          {counts !== undefined && counts.inFlight > 0 && <span>{count(counts.inFlight)} in flight</span>}
        </span>
      </h3>
      <div class="hops">
        {hops.map((hop) => (
          <>
            <Flow rate={state.hops[hop.id]?.rate ?? 0} troubled={state.hops[hop.id]?.condition === 'trouble'} />
            <Hop hop={hop} figures={state.hops[hop.id]} history={history.of(hop.id)} open={hop.id === chosen} />
          </>
        ))}
        <Flow rate={last === undefined ? 0 : (state.hops[last.id]?.rate ?? 0)} />
      </div>
    </li>
  );
}

function Phones({ state }: Pick<Props, 'state'>): JSX.Element {
  const processed = Object.values(state.lanes).reduce((sum, lane) => sum + lane.processed, 0);
  return (
    <div class="hop phones">
      <span class="kind">Phones</span>
      <span class="rate">
        {count(processed)} <small>events/s</small>
      </span>
      {state.load !== undefined && <span class="facts">{count(state.load.playing)} phones walk</span>}
    </div>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="legend">
      <li>
        <span class="form well" aria-hidden="true" /> well
      </li>
      <li>
        <span class="form busy" aria-hidden="true" /> busy or slow
      </li>
      <li>
        <span class="form trouble" aria-hidden="true" /> in trouble
      </li>
      <li>
        <span class="gauge" aria-hidden="true">
          <i style={{ transform: 'scaleX(0.6)' }} />
        </span>{' '}
        share of its limit, by the plan
      </li>
    </ul>
  );
}
