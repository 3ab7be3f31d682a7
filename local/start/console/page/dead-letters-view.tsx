import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeadLetter } from '../console-state.ts';
import { clock } from './format.ts';
import { useAnswer } from './requests.ts';

const ASK_MS = 3_000;
const AT_ONCE = 20;

/** What the chain set aside, with its payload and the reason. */
export function DeadLettersView(): JSX.Element {
  const { value: letters, problem } = useAnswer<readonly DeadLetter[]>('/local/console/dead-letters', ASK_MS);
  const [shown, setShown] = useState(AT_ONCE);
  return (
    <section aria-labelledby="dead" class="letters">
      <h2 id="dead">Dead letters</h2>
      <p class="calm">
        Events that could not be processed, in their queues and buckets: the newest 50 of each. Nothing is received or
        deleted here. To send them again: <code>npm run cairn -- dead-letters redrive</code>
      </p>
      {problem !== undefined && <p class="notice bad">{problem}</p>}
      {letters?.length === 0 && (
        <p class="notice">There are none. Under Break it you can send poison, and see one come.</p>
      )}
      {letters?.slice(0, shown).map(({ id, where, at, why, payload }) => (
        <details key={id}>
          <summary>
            <time dateTime={new Date(at).toISOString()}>{clock(at)}</time> <b>{why === '' ? 'no reason given' : why}</b>
            <span>{where}</span>
          </summary>
          <pre>{pretty(payload)}</pre>
        </details>
      ))}
      {letters !== undefined && letters.length > shown && (
        <button type="button" onClick={() => setShown(shown + AT_ONCE)}>
          Show more of {letters.length}
        </button>
      )}
    </section>
  );
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), undefined, 2);
  } catch {
    return payload;
  }
}
