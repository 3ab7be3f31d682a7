import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Choices, ConsoleState } from '../../console-state.ts';
import { count } from '../format.ts';
import { GovernorList } from '../governor-list.tsx';
import { send, useAnswer } from '../requests.ts';
import { EventSender } from './event-sender.tsx';
import { FaultSwitch } from './fault-switch.tsx';
import { LoadControl } from './load-control.tsx';

/** Faults, load, poison, a hot key and an event by hand. */
export function BreakView({ state }: { readonly state: ConsoleState }): JSX.Element {
  const { value: choices, problem } = useAnswer<Choices>('/local/console/choices');
  const active = Object.entries(state.faults);
  return (
    <section aria-labelledby="break" class="break">
      <h2 id="break">Break it</h2>
      {problem !== undefined && <p class="notice bad">{problem}</p>}
      <div class="columns">
        <div>
          <h3>
            Faults {active.length > 0 && <small>{active.length} on</small>}
            {active.length > 0 && (
              <button type="button" onClick={() => void send('DELETE', '/local/faults')}>
                Heal everything
              </button>
            )}
          </h3>
          <ul class="switches">
            {active
              .filter(([, { target }]) => target !== undefined)
              .map(([id, { kind, target, struck }]) => (
                <li key={id} class="on">
                  <button
                    type="button"
                    role="switch"
                    aria-checked
                    aria-label={`${kind} of ${target}`}
                    onClick={() => void send('DELETE', `/local/faults/${id}`)}
                  >
                    <span aria-hidden="true">on</span>
                  </button>
                  <div>
                    <b>{kind}</b> of {target}
                    <span class="struck">took effect {count(struck)} times</span>
                  </div>
                </li>
              ))}
            {choices?.faults.map((choice) => (
              <FaultSwitch key={choice.kind} choice={choice} faults={state.faults} />
            ))}
          </ul>
        </div>
        <div>
          <LoadControl load={state.load} />
          <Disturbances types={state.map.lanes.map(({ type }) => type)} />
          {state.governor !== undefined && <GovernorList governor={state.governor} level={3} />}
          {choices !== undefined && <EventSender forms={choices.forms} hunt={state.hunt} />}
        </div>
      </div>
    </section>
  );
}

function Disturbances({ types }: { readonly types: readonly string[] }): JSX.Element {
  const [type, setType] = useState(types[0] ?? '');
  const [told, setTold] = useState('');
  const act = async (action: 'poison' | 'hot-key'): Promise<void> => {
    try {
      const answer = await send<{ readonly id?: string; readonly events?: number; readonly key?: string }>(
        'POST',
        `/local/console/${action}`,
        { type },
      );
      setTold(
        action === 'poison'
          ? `Sent ${answer.id}. Watch it be set aside: look under Dead letters.`
          : `${count(answer.events ?? 0)} events come within ten seconds, all with the key ${answer.key}.`,
      );
    } catch (error) {
      setTold(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section>
      <h3>Bad events</h3>
      <div class="row">
        <label>
          Event type{' '}
          <select value={type} onChange={({ currentTarget }) => setType(currentTarget.value)}>
            {types.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="button" onClick={() => void act('poison')}>
          Send poison
        </button>
        <button type="button" onClick={() => void act('hot-key')}>
          Make one key hot
        </button>
      </div>
      <p class="calm">
        Poison is an event that no handler can process. A hot key is more than one shard takes, for ten seconds. Both
        are put on the bus, past ingest: the ledger counts them as published.
      </p>
      <p role="status">{told}</p>
    </section>
  );
}
