import type { JSX } from 'preact';
import type { PostMortemRun } from '../../post-mortem.ts';
import { count, duration, percent } from '../format.ts';

interface Props {
  readonly run: PostMortemRun;
  readonly frame: number;
  /** The highest rate of all runs, in events a second. */
  readonly most: number;
}

const WIDTH = 240;
const HEIGHT = 60;

/** One of the runs at a frame: what comes, what is processed, what is refused, what waits. */
export function Run({ run, frame, most }: Props): JSX.Element {
  const { name, says, theySaid, figures } = run;
  const at = Math.min(frame, run.offered.length - 1);
  const [offered, accepted, processed, refused] = [run.offered, run.accepted, run.processed, run.refused].map(
    (rates) => rates[at] ?? 0,
  ) as [number, number, number, number];
  const backlog = run.backlog[at] ?? 0;
  const p99 = run.p99[at] ?? null;
  const refusedShare = refused + accepted === 0 ? 0 : refused / (refused + accepted);
  const isTroubled = refusedShare > 0.01 || backlog > 20_000;
  return (
    <section class={isTroubled ? 'run troubled' : 'run'} aria-label={name}>
      <h3>
        <span class={`form ${isTroubled ? 'trouble' : 'well'}`} aria-hidden="true" /> {name}
      </h3>
      <p class="calm">{says}</p>
      <dl>
        <Rate name="sent by phones" value={offered} most={most} />
        <Rate name="accepted" value={accepted} most={most} />
        <Rate name="processed" value={processed} most={most} />
        <div>
          <dt>attempts refused</dt>
          <dd class={refusedShare > 0.01 ? 'bad' : undefined}>{percent(refusedShare)}</dd>
        </div>
        <div>
          <dt>waiting</dt>
          <dd class={backlog > 20_000 ? 'bad' : undefined}>{count(backlog)} events</dd>
        </div>
        <div>
          <dt>to the effect, p99</dt>
          <dd>{p99 === null ? 'nothing stored' : duration(p99)}</dd>
        </div>
      </dl>
      <Backlog values={run.backlog} at={at} />
      <h4>In the end</h4>
      <dl>
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {theySaid !== undefined && (
        <p class="calm">
          <b>The post-mortem itself:</b> {theySaid}
        </p>
      )}
    </section>
  );
}

function Rate({ name, value, most }: { readonly name: string; readonly value: number; readonly most: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {count(value)} events/s
        <span class="gauge">
          <i style={{ transform: `scaleX(${Math.min(1, value / most)})` }} />
        </span>
      </dd>
    </div>
  );
}

/** What waits, over the whole run, with the moment that is shown. */
function Backlog({ values, at }: { readonly values: readonly number[]; readonly at: number }): JSX.Element {
  const most = Math.max(1, ...values);
  const x = (index: number): number => Math.round((index / Math.max(1, values.length - 1)) * WIDTH);
  const points = values.map((value, index) => `${x(index)},${Math.round(HEIGHT - (value / most) * (HEIGHT - 2))}`);
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <line x1={x(at)} x2={x(at)} y1="0" y2={HEIGHT} />
        <polyline points={points.join(' ')} />
      </svg>
      <figcaption>events that wait, at most {count(most)}</figcaption>
    </figure>
  );
}
