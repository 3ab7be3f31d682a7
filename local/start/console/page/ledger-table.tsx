import type { JSX } from 'preact';
import type { ConsoleState } from '../console-state.ts';
import { count } from './format.ts';

const COLUMNS = [
  ['accepted', 'accepted'],
  ['processed', 'processed'],
  ['pending', 'pending'],
  ['inFlight', 'in flight'],
  ['quarantined', 'quarantined'],
  ['deadLettered', 'dead-lettered'],
  ['duplicates', 'came again'],
  ['rejected', 'rejected'],
  ['throttled', 'throttled'],
  ['shed', 'shed'],
] as const;
const BAD = new Set(['quarantined', 'deadLettered']);

/** The event ledger: what became of every event, by type. */
export function LedgerTable({ ledger }: Pick<ConsoleState, 'ledger'>): JSX.Element {
  const types = Object.entries(ledger).filter(
    ([type, counts]) => type !== 'unknown' || Object.values(counts).some(Boolean),
  );
  return (
    <section aria-labelledby="ledger">
      <h2 id="ledger">Event ledger</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it */}
      <section class="scrolls" tabIndex={0} aria-label="Counts of the event ledger">
        <table>
          <thead>
            <tr>
              <th scope="col">type</th>
              {COLUMNS.map(([name, title]) => (
                <th key={name} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {types.map(([type, counts]) => (
              <tr key={type}>
                <th scope="row">{type}</th>
                {COLUMNS.map(([name]) => (
                  <td key={name} class={counts[name] === 0 ? 'none' : BAD.has(name) ? 'bad' : undefined}>
                    {count(counts[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="calm">
        accepted = processed + quarantined + dead-lettered + unrouted + in flight, at any moment. Pending events are
        processed: their effect waits for what it depends on. Events that came again had their effect once.
      </p>
    </section>
  );
}
