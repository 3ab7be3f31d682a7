import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ConsoleState, FaultChoice } from '../../console-state.ts';
import { count } from '../format.ts';
import { send } from '../requests.ts';

interface Props {
  readonly choice: FaultChoice;
  readonly faults: ConsoleState['faults'];
  /** The only target; with none given, the reader chooses. */
  readonly target?: string | undefined;
}

/** One kind of fault: what it does, its target, and a switch. */
export function FaultSwitch({ choice, faults, target: fixed }: Props): JSX.Element {
  const { kind, does, targets, probability } = choice;
  const [chosen, setChosen] = useState('');
  const [problem, setProblem] = useState<string>();
  const target = fixed ?? (chosen === '' ? undefined : chosen);
  // A fault of every target strikes this one too.
  const on = Object.entries(faults).filter(
    ([, fault]) =>
      fault.kind === kind && (fault.target === target || (fixed !== undefined && fault.target === undefined)),
  );
  const [[, shown] = []] = on;
  const toggle = async (): Promise<void> => {
    try {
      setProblem(undefined);
      if (on.length > 0) for (const [id] of on) await send('DELETE', `/local/faults/${id}`);
      else await send('POST', '/local/faults', { kind, ...(target !== undefined && { target }) });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const share = shown?.probability ?? probability;
  const struck = on.reduce((sum, [, fault]) => sum + fault.struck, 0);
  return (
    <li class={on.length > 0 ? 'on' : undefined}>
      <button
        type="button"
        role="switch"
        aria-checked={on.length > 0}
        onClick={toggle}
        aria-label={`${kind} of ${target ?? 'every target'}`}
      >
        <span aria-hidden="true">{on.length > 0 ? 'on' : 'off'}</span>
      </button>
      <div>
        <b>{kind}</b>
        {on.length > 0 && <span class="struck">took effect {count(struck)} times</span>}
        <p>
          {shown?.does ?? does}
          {share < 1 && ` (${Math.round(share * 100)} % of them)`}
        </p>
        {problem !== undefined && <p class="bad">{problem}</p>}
      </div>
      {fixed === undefined && (
        <select
          aria-label={`Target of ${kind}`}
          value={chosen}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          <option value="">every target</option>
          {targets.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </li>
  );
}
