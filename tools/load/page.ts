import type { Interval } from '../shared/load/load-report.ts';
import { OUTCOMES, type Outcome } from '../shared/load/read-answer.ts';
import { escapeHtml, list, page, table } from '../shared/page/html.ts';
import { type Axis, type Line, lineChart } from '../shared/page/line-chart.ts';
import type { LoadResult } from './load-result.ts';
import { count, figure, headline, ms, share, verdictText } from './text.ts';

/** A finished run as one self-contained HTML file: plots over time, event ledger, objectives. */
export function loadPage(result: LoadResult): string {
  const { load, ledger, endToEnd } = result;
  return page(
    `Load: ${result.profile}`,
    `<p>${escapeHtml(headline(result))}</p>
${tiles(result)}
${objectives(result)}
<h2>Offered and answered</h2>
<p>Where the two lines part, requests queue. Arrivals do not wait for answers.</p>
${rates(load.timeline)}
<h2>Latency of the answers</h2>
<p>From when a request should have been sent to the end of its answer; on a logarithmic scale. Marks are objectives.</p>
${latencies(result)}
<h2>What became of the events</h2>
${outcomes(load.timeline)}
<h2>Event ledger</h2>
${table(['Outcome', 'Events', 'Share of sent'], ledgerRows(result))}
${list('Contradictions', ledger.contradictions)}
<h2>Event types</h2>
${table(
  ['Type', 'Sent', 'Accepted', 'Rejected', 'Throttled', 'Shed', 'Unanswered', 'To the effect, p50', 'p99'],
  Object.entries(load.byType).map(([type, counts]) => [
    type,
    count(counts.sent),
    ...OUTCOMES.map((outcome) => count(counts[outcome])),
    endToEnd[type] === undefined ? '' : ms(endToEnd[type].p50Ms),
    endToEnd[type] === undefined ? '' : ms(endToEnd[type].p99Ms),
  ]),
)}
<h2>The generator itself</h2>
<p>How much later than intended it sent. If this is not small against the latency above, the run measured the generator.</p>
${table(
  ['At most', 'Requests', 'Share'],
  load.scheduleErrorHistogram
    .filter(([, requests]) => requests > 0)
    .map(([bound, requests]) => [`${figure(bound)} ms`, count(requests), share(requests, load.requests.sent)]),
)}
<footer><p>${escapeHtml(footer(result))}</p></footer>`,
  );
}

function tiles({ load, ledger }: LoadResult): string {
  const { events } = load;
  const shown = [
    [count(events.sent), `events in ${count(load.seconds)} s`],
    [share(events.accepted, events.sent), 'accepted'],
    [ms(load.latencyMs.p99), 'p99 of the answers'],
    [ledger.unaccounted === null ? 'not known' : count(ledger.unaccounted), 'events unaccounted for'],
    [ms(load.scheduleErrorMs.p99), "p99 of the generator's delay in sending"],
  ];
  return `<div class="tiles">${shown.map(([value = '', label = '']) => `<div><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></div>`).join('')}</div>`;
}

function objectives({ verdicts }: LoadResult): string {
  const missed = verdicts.filter(({ met }) => !met);
  if (missed.length === 0) return `<p class="good">All ${verdicts.length} objectives met.</p>`;
  const items = verdicts.map(
    (verdict) => `<li class="${verdict.met ? 'accepted' : 'fails'}">${escapeHtml(verdictText(verdict))}</li>`,
  );
  return `<h2>Objectives</h2><ul class="findings">${items.join('')}</ul>`;
}

const SECONDS: Axis = { label: 'seconds', format: count };
const EVENTS_A_SECOND: Axis = { label: 'events a second', format: count };

function rates(timeline: readonly Interval[]): string {
  const answered = ({ outcomes: { accepted, rejected, throttled, shed } }: Interval): number =>
    accepted + rejected + throttled + shed;
  return lineChart({
    title: 'Events a second, offered and answered',
    x: SECONDS,
    y: EVENTS_A_SECOND,
    lines: [
      { label: 'offered', colour: '--c4', dashed: true, points: perSecond(timeline, ({ offered }) => offered) },
      { label: 'answered', colour: '--c1', points: perSecond(timeline, answered) },
      ...(timeline.some(({ unsent }) => unsent > 0)
        ? [{ label: 'unsent', colour: '--c5', points: perSecond(timeline, ({ unsent }) => unsent) }]
        : []),
    ],
  });
}

function latencies({ load, verdicts }: LoadResult): string {
  const lineOf = (label: string, colour: string, of: (interval: Interval) => number): Line => ({
    label,
    colour,
    // An interval without an answer has no latency.
    points: load.timeline.map((interval) => [interval.seconds, interval.maxMs > 0 ? of(interval) : null] as const),
  });
  return lineChart({
    title: 'Latency of the answers over time: median, 99th percentile and greatest',
    x: SECONDS,
    y: { label: 'milliseconds', format: figure, log: true },
    limits: verdicts.flatMap(({ objective }) => {
      const [, percentile, bound = '', unit] = /^(p\d+(?:\.\d+)?|max)<=?(\d+(?:\.\d+)?)(ms|s)$/.exec(objective) ?? [];
      return percentile === undefined ? [] : [{ y: Number(bound) * (unit === 's' ? 1_000 : 1), label: objective }];
    }),
    lines: [
      { ...lineOf('greatest', '--c5', ({ maxMs }) => maxMs), dashed: true },
      lineOf('p99', '--c1', ({ p99Ms }) => p99Ms),
      lineOf('p50', '--c3', ({ p50Ms }) => p50Ms),
    ],
  });
}

const COLOURS: Readonly<Record<Outcome, string>> = {
  accepted: '--c3',
  rejected: '--c6',
  throttled: '--c4',
  shed: '--c2',
  unanswered: '--c5',
};

function outcomes(timeline: readonly Interval[]): string {
  const seen = OUTCOMES.filter((outcome) => timeline.some((interval) => interval.outcomes[outcome] > 0));
  return lineChart({
    title: 'Events a second by outcome',
    x: SECONDS,
    y: EVENTS_A_SECOND,
    lines: seen.map((outcome) => ({
      label: outcome,
      colour: COLOURS[outcome],
      points: perSecond(timeline, (interval) => interval.outcomes[outcome]),
      ...(outcome === 'accepted' ? {} : { dashed: true as const }),
    })),
  });
}

/** Counts of each interval as a rate. Leaves out an interval of no length, which an early stop can cause. */
function perSecond(timeline: readonly Interval[], of: (interval: Interval) => number): [number, number][] {
  let before = 0;
  return timeline.flatMap((interval): [number, number][] => {
    const seconds = interval.seconds - before;
    before = interval.seconds;
    return seconds < 0.5 ? [] : [[interval.seconds, of(interval) / seconds]];
  });
}

function ledgerRows({ load: { events }, ledger: { pipeline, unaccounted } }: LoadResult): string[][] {
  const row = (what: string, events_: number): string[] => [what, count(events_), share(events_, events.sent)];
  return [
    ...(events.unsent > 0 ? [row("unsent, beyond the generator's own bounds", events.unsent)] : []),
    row('sent', events.sent),
    ...OUTCOMES.map((outcome) => row(outcome, events[outcome])),
    ...(pipeline === null
      ? []
      : [
          row('processed', pipeline.processed),
          row('quarantined', pipeline.quarantined),
          row('dead-lettered', pipeline.deadLettered),
          row('unrouted', pipeline.unrouted),
          row('unaccounted for', unaccounted ?? 0),
        ]),
  ];
}

function footer({ url, source, phones, load }: LoadResult): string {
  const { requests, generator, seed, arrivals } = load;
  return `${url}; ${count(phones)} phones, ${count(requests.sent)} requests of ${figure(requests.meanEvents)} events, arrivals ${arrivals}, seed ${seed}. The pipeline's counts: ${source ?? 'not read'}. The generator used ${generator.cpuSeconds.toFixed(1)} s of CPU.`;
}
