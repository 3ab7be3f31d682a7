import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Choices, ConsoleState, HopDetails, HopMinute, MapHop } from '../../console-state.ts';
import { FaultSwitch } from '../break/fault-switch.tsx';
import { count, duration, percent } from '../format.ts';
import { nameOfHop, typeOfHop } from '../hop-names.ts';
import type { HopHistory } from '../rate-history.ts';
import { useAnswer } from '../requests.ts';
import { Chart } from './chart.tsx';

interface Props {
  readonly hop: MapHop;
  readonly state: ConsoleState;
  readonly history: HopHistory | undefined;
  readonly onClose: () => void;
}

/** Which faults strike a hop. */
const FAULT_SCOPES: Readonly<Partial<Record<MapHop['kind'], string>>> = {
  bus: 'entry',
  rule: 'rule',
  stream: 'shard',
  handler: 'function',
  ingest: 'function',
  table: 'table',
};

/** One hop: the last minutes beside the plan, its settings with their reasons, its alarms, its faults. */
export function HopPanel({ hop, state, history, onClose }: Props): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [hop.id]);
  const { value: details, problem } = useAnswer<HopDetails>(
    `/local/console/hop?id=${encodeURIComponent(hop.id)}`,
    60_000,
  );
  const figures = state.hops[hop.id];
  const title = `${nameOfHop(hop)}${typeOfHop(hop) === undefined ? '' : ` of ${typeOfHop(hop)}`}`;
  return (
    <aside class="panel" aria-label={title} onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      <div class="head">
        <h2 tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <p class="calm">{hop.name}</p>
      {figures?.why !== undefined && (
        <p class={`why ${figures.condition}`}>
          <span class={`form ${figures.condition}`} aria-hidden="true" /> {figures.why}
        </p>
      )}
      <Charts hop={hop} history={history} minutes={details?.minutes ?? []} />
      <Foreseen hop={hop} share={figures?.share} />
      {problem !== undefined && <p class="notice bad">{problem}</p>}
      {details !== undefined && <Alarms details={details} />}
      <Faults hop={hop} state={state} />
      {details !== undefined && <Settings details={details} />}
    </aside>
  );
}

function Charts({
  hop,
  history,
  minutes,
}: Pick<Props, 'hop' | 'history'> & { readonly minutes: readonly HopMinute[] }) {
  const live = history?.times ?? [];
  // Whole minutes from before this page was opened, then each second since.
  const before = minutes.filter(({ at }) => at / 1_000 + 60 <= (live[0] ?? Number.POSITIVE_INFINITY));
  const times = [...before.map(({ at }) => at / 1_000 + 30), ...live];
  if (times.length < 2) return <p class="calm">A moment: its first seconds come.</p>;
  const flat = (value: number): number[] => times.map(() => value);
  const latencies = [...before.map(({ latencyMs }) => latencyMs ?? null), ...(history?.latencies ?? [])];
  const backlogs = history?.backlogs ?? [];
  const { plan } = hop;
  return (
    <>
      <Chart
        title={`${hop.unit} a second`}
        times={times}
        format={count}
        lines={[
          { label: 'now', colour: '--c1', values: [...before.map(({ rate }) => rate), ...(history?.rates ?? [])] },
          ...(plan === undefined
            ? []
            : [{ label: 'expected at peak', colour: '--c3', values: flat(plan.expected), dashed: true }]),
        ]}
      />
      {latencies.some((value) => value !== null) && (
        <Chart
          title={hop.kind === 'mapping' ? 'age when handed over' : 'time it takes, 95 %'}
          times={times}
          format={duration}
          lines={[
            { label: 'now', colour: '--c5', values: latencies },
            ...(plan?.latencyMs === undefined
              ? []
              : [{ label: 'planned', colour: '--c3', values: flat(plan.latencyMs), dashed: true }]),
          ]}
        />
      )}
      {backlogs.some((value) => value > 0) && live.length > 1 && (
        <Chart
          title="waiting"
          times={live}
          format={count}
          lines={[{ label: 'now', colour: '--c6', values: backlogs }]}
        />
      )}
    </>
  );
}

function Foreseen({ hop: { plan, unit, kind }, share }: { readonly hop: MapHop; readonly share: number | undefined }) {
  if (plan === undefined) return <p class="calm">The plan that this process has loaded does not have this hop.</p>;
  const limit =
    kind === 'mapping' ? duration(plan.limit) : `${count(plan.limit)} ${kind === 'ingest' ? 'at once' : `${unit}/s`}`;
  return (
    <p>
      Limit: <b>{limit}</b>, {plan.limitedBy}. {share !== undefined && <>Now {percent(share)} of it.</>}
    </p>
  );
}

function Settings({ details: { settings } }: { readonly details: HopDetails }): JSX.Element | null {
  if (settings.length === 0) return null;
  return (
    <section>
      <h3>Settings, and why</h3>
      <dl class="settings">
        {settings.map(({ name, value, reason }) => (
          <div key={name}>
            <dt>
              {name} <b>{value}</b>
            </dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Alarms({ details: { alarms } }: { readonly details: HopDetails }): JSX.Element | null {
  if (alarms.length === 0) return null;
  return (
    <section>
      <h3>Alarms</h3>
      <ul class="watching">
        {alarms.map(({ name, state, threshold, runbook, players }) => (
          <li key={name} class={state === 'ALARM' ? 'raised' : undefined}>
            <span class={`form ${state === 'ALARM' ? 'trouble' : 'well'}`} aria-hidden="true" />
            <b>{name}</b> {state === 'ALARM' ? 'is raised' : 'is not raised'}
            <br />
            {threshold} {players}{' '}
            <a href={`/local/console/runbook?name=${runbook}`} target="_blank" rel="noreferrer">
              Runbook {runbook}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Faults({ hop, state }: Pick<Props, 'hop' | 'state'>): JSX.Element | null {
  const { value: choices } = useAnswer<Choices>('/local/console/choices');
  const scope = FAULT_SCOPES[hop.kind];
  const faults = choices?.faults.filter((fault) => fault.scope === scope) ?? [];
  const target = typeOfHop(hop) ?? (hop.kind === 'bus' ? undefined : hop.name);
  if (faults.length === 0) return null;
  return (
    <section>
      <h3>Break it</h3>
      <ul class="switches">
        {faults.map((fault) => (
          <FaultSwitch key={fault.kind} choice={fault} faults={state.faults} target={target} />
        ))}
      </ul>
    </section>
  );
}
