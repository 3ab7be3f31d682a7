import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { HopFigures, HopKind, MapHop } from '../../console-state.ts';
import { count, duration, percent, short } from '../format.ts';
import { nameOfHop, typeOfHop } from '../hop-names.ts';
import type { HopHistory } from '../rate-history.ts';
import { Sparkline } from './sparkline.tsx';

const RATE_UNITS: Readonly<Record<HopKind, string>> = {
  api: 'req/s',
  ingest: 'calls/s',
  bus: 'calls/s',
  rule: 'rec/s',
  stream: 'rec/s',
  mapping: 'rec/s',
  handler: 'rec/s',
  table: 'writes/s',
};

interface Props {
  readonly hop: MapHop;
  readonly figures: HopFigures | undefined;
  readonly history: HopHistory | undefined;
  /** Whether its panel is open. */
  readonly open: boolean;
}

/** One hop of the map. A hop in trouble differs in form, text and colour. */
export function Hop({ hop, figures, history, open }: Props): JSX.Element {
  // A figure that does not change draws nothing again; the history grows once a second.
  const newest = history?.times.at(-1);
  return useMemo(
    () => <Drawn hop={hop} figures={figures} history={history} open={open} />,
    [hop, figures, newest, open],
  );
}

function Drawn({ hop, figures, history, open }: Props): JSX.Element {
  const { kind } = hop;
  const { rate = 0, share, condition = 'quiet', why } = figures ?? {};
  return (
    <a
      class={`hop ${kind} ${condition}`}
      href={`#chain/${encodeURIComponent(hop.id)}`}
      aria-current={open ? 'true' : undefined}
      title={why}
    >
      <span class="kind">
        <span class={`form ${condition}`} aria-hidden="true" />
        {nameOfHop(hop)}
        {typeOfHop(hop) !== undefined && <span class="hidden"> of {typeOfHop(hop)}</span>}
        {(condition === 'trouble' || condition === 'busy') && (
          <span class="hidden">{condition === 'trouble' ? ' in trouble' : ' busy'}</span>
        )}
      </span>
      <span class="rate">
        {short(rate)} <small>{RATE_UNITS[kind]}</small>
      </span>
      <Sparkline values={history?.rates} />
      {share !== undefined && <Gauge share={share} label={kind === 'mapping' ? 'of the objective' : 'of the limit'} />}
      <span class="facts">{figures !== undefined && <Facts figures={figures} />}</span>
      {(condition === 'trouble' || condition === 'busy') && why !== undefined && <span class="why">{why}</span>}
    </a>
  );
}

function Gauge({ share, label }: { readonly share: number; readonly label: string }): JSX.Element {
  return (
    <span class={`gauge${share >= 1 ? ' over' : share >= 0.7 ? ' near' : ''}`}>
      <i style={{ transform: `scaleX(${Math.min(1, share)})` }} />
      <span class="hidden">
        {percent(share)} {label}
      </span>
    </span>
  );
}

function Facts({ figures }: { readonly figures: HopFigures }): JSX.Element {
  const { latencyMs, backlog, oldestMs, throttles, errors, concurrent, environments, shards } = figures;
  return (
    <>
      {latencyMs !== undefined && <span title="95 % take at most so long">{duration(latencyMs)}</span>}
      {backlog !== undefined && backlog > 0 && (
        <span>
          {short(backlog)} wait{oldestMs !== undefined && oldestMs >= 1_000 ? `, ${duration(oldestMs)}` : ''}
        </span>
      )}
      {/* Of the two, the sentence names the failures. */}
      {throttles > 0.01 && errors > 0.01 && <span class="bad">{count(throttles)}/s refused</span>}
      {environments !== undefined && <Environments running={concurrent ?? 0} existing={environments} />}
      {shards !== undefined && <Shards shares={shards} />}
    </>
  );
}

/** A square for each environment; those that work are filled. */
function Environments({ running, existing }: { readonly running: number; readonly existing: number }): JSX.Element {
  const shown = Math.min(8, Math.max(existing, Math.min(running, existing)));
  return (
    <span class="cells" title={`${running} invocations at once, ${existing} environments`}>
      {Array.from({ length: shown }, (_, index) => (
        <i key={String(index)} class={index < running ? 'on' : undefined} aria-hidden="true" />
      ))}
      <span class="hidden">
        {running} at once in {existing} environments
      </span>
    </span>
  );
}

/** Heat: the fuller a shard, the stronger its colour. */
function Shards({ shares }: { readonly shares: readonly number[] }): JSX.Element {
  const hottest = Math.max(0, ...shares);
  return (
    <span class="cells heat" title={`${shares.length} shards, the hottest at ${percent(hottest)} of its limit`}>
      {shares.slice(0, 24).map((share, index) => (
        <i key={String(index)} aria-hidden="true">
          <b style={{ opacity: Math.min(1, Math.sqrt(share)) }} />
        </i>
      ))}
      <span class="hidden">
        {shares.length} shards, the hottest at {percent(hottest)}
      </span>
    </span>
  );
}
