import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PhoneLoad } from '../../console-state.ts';
import { count } from '../format.ts';
import { send } from '../requests.ts';

const MOST = 20;

/** How many phones play: ×1 to ×20 of those that npm start began with. */
export function LoadControl({ load }: { readonly load: PhoneLoad | undefined }): JSX.Element {
  const [wanted, setWanted] = useState<number>();
  const [problem, setProblem] = useState<string>();
  // The slider follows the chain again once the chain has followed the slider.
  useEffect(() => {
    if (load?.factor === wanted) setWanted(undefined);
  }, [load?.factor, wanted]);
  if (load === undefined || load.phones === 0) {
    return (
      <section>
        <h3>Load</h3>
        <p class="calm">No phones play here. Start the runtime by npm start, with --players above 0.</p>
      </section>
    );
  }
  const factor = wanted ?? load.factor;
  const change = (): void => {
    send('POST', '/local/console/load', { factor }).then(
      () => setProblem(undefined),
      (error) => setProblem(error.message),
    );
  };
  return (
    <section>
      <h3>Load</h3>
      <div class="row">
        <label class="wide">
          ×{factor}: {count(load.phones * factor)} phones
          <input
            type="range"
            min="1"
            max={MOST}
            step="1"
            value={factor}
            onInput={({ currentTarget }) => setWanted(Number(currentTarget.value))}
            onChange={change}
          />
        </label>
      </div>
      <p class="calm">{count(load.playing)} phones walk now. More join at once; those that are too many go home.</p>
      {problem !== undefined && <p class="bad">{problem}</p>}
    </section>
  );
}
