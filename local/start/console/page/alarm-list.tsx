import type { JSX } from 'preact';
import type { ConsoleState, RaisedAlarm } from '../console-state.ts';
import { clock } from './format.ts';

type Props = Pick<ConsoleState, 'alarms' | 'faults'>;

/** What is raised, since when and why; and the faults that are on. */
export function AlarmList({ alarms, faults }: Props): JSX.Element {
  const raised = Object.entries(alarms).filter(([, { composite }]) => !composite);
  const pages = Object.entries(alarms).filter(([, { composite }]) => composite);
  const injected = Object.entries(faults);
  return (
    <section aria-labelledby="alarms">
      <h2 id="alarms">Alarms</h2>
      {raised.length === 0 && (
        <p class="calm">No alarm is raised. The local CloudWatch evaluates them once a minute, as AWS does.</p>
      )}
      <ul class="alarms">
        {raised.map(([name, alarm]) => (
          <Alarm key={name} name={name} alarm={alarm} />
        ))}
      </ul>
      {pages.length > 0 && <p class="calm">Messages are sent by {pages.map(([name]) => name).join(', ')}</p>}
      {injected.length > 0 && (
        <>
          <h3>Faults</h3>
          <ul class="faults">
            {injected.map(([id, { kind, target, state, struck }]) => (
              <li key={id}>
                <b>{kind}</b> {target ?? 'every target'}:{' '}
                {state === 'on' ? `took effect ${struck} times` : 'waits to begin'}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Alarm({
  name,
  alarm: { since, reason, description },
}: {
  readonly name: string;
  readonly alarm: RaisedAlarm;
}) {
  return (
    <li>
      <b>
        <span class="form trouble" aria-hidden="true" /> {name}
      </b>{' '}
      since <time dateTime={since}>{clock(since)}</time>
      <p>{description}</p>
      <p class="reason">{reason}</p>
    </li>
  );
}
