import type { Interval, Percentiles } from '../shared/load/load-report.ts';
import { OUTCOMES } from '../shared/load/read-answer.ts';
import type { LoadResult, Verdict } from './load-result.ts';

/** A finished run as text for a terminal. */
export function loadText(result: LoadResult): string {
  const { load, ledger, endToEnd, verdicts } = result;
  const { events, requests, generator } = load;
  return [
    headline(result),
    '',
    'Event ledger',
    `  offered ${count(events.offered)} = sent ${count(events.sent)} + unsent ${count(events.unsent)} (beyond the generator's own bounds)`,
    `  sent ${count(events.sent)} = ${OUTCOMES.map((outcome) => `${outcome} ${count(events[outcome])}`).join(' + ')}`,
    ...ledgerLines(result),
    ...ledger.contradictions.map((text) => `  CONTRADICTION ${text}`),
    '',
    ...table(
      ['type', 'sent', ...OUTCOMES, 'to the effect p50', 'p99'],
      Object.entries(load.byType).map(([type, counts]) => [
        type,
        count(counts.sent),
        ...OUTCOMES.map((outcome) => count(counts[outcome])),
        endToEnd[type] === undefined ? '' : ms(endToEnd[type].p50Ms),
        endToEnd[type] === undefined ? '' : ms(endToEnd[type].p99Ms),
      ]),
    ),
    '',
    `Answers, from the intended start: ${percentilesText(load.latencyMs)}`,
    `  status ${pairs(requests.byStatus)}; timed out ${count(requests.timedOut)}, failed ${count(requests.failed)}`,
    ...(load.reads.sent === 0
      ? []
      : [
          `Reads of hunt, leaderboard and progress: ${count(load.reads.sent)}, status ${pairs(load.reads.byStatus)}; failed ${count(load.reads.failed)}, unanswered ${count(load.reads.unanswered)}; ${percentilesText(load.reads.latencyMs)}`,
        ]),
    ...(Object.keys(load.codes).length === 0 ? [] : [`  events not accepted: ${pairs(load.codes)}`]),
    `Delay of the generator in sending: ${percentilesText(load.scheduleErrorMs)}`,
    `  requests by delay, at most: ${load.scheduleErrorHistogram
      .filter(([, requestsOf]) => requestsOf > 0)
      .map(([bound, requestsOf]) => `${bound} ms ${count(requestsOf)}`)
      .join(', ')}`,
    `  ${count(requests.sent)} requests of ${requests.meanEvents.toFixed(1)} events and ${count(requests.meanBytes)} bytes on average, ${count(requests.gzipped)} gzipped, ${count(requests.reconnected)} on a connection that closed; at most ${count(generator.mostInFlight)} in flight`,
    `  ${generator.cpuSeconds.toFixed(1)} s of CPU (${count(generator.eventsPerCpuSecond)} events a CPU second), ${count(generator.peakRssMiB)} MiB`,
    '',
    'Objectives',
    ...verdicts.map((verdict) => `  ${verdictText(verdict)}`),
  ].join('\n');
}

/** `spike of 20 s to http://…: 10,000 events sent, 99.9 % accepted, p99 41 ms, 0 unaccounted. All objectives met.` */
export function headline({ url, profile, load, ledger, verdicts }: LoadResult): string {
  const { sent, accepted } = load.events;
  const missed = verdicts.filter(({ met }) => !met).length;
  const lost = ledger.unaccounted === null ? 'unaccounted not known' : `${count(ledger.unaccounted)} unaccounted`;
  const outcome = missed === 0 ? 'All objectives met.' : `${missed} of ${verdicts.length} objectives missed.`;
  return `${profile} for ${count(load.seconds)} s to ${url}: ${count(sent)} events sent, ${share(accepted, sent)} accepted, p99 ${ms(load.latencyMs.p99)}, ${lost}. ${outcome}`;
}

function ledgerLines({ ledger, source, drainSeconds, pipelineFailure }: LoadResult): readonly string[] {
  const { pipeline, unaccounted } = ledger;
  if (pipeline === null && pipelineFailure !== null)
    return [`  the target stopped answering: ${pipelineFailure}. Where the accepted events are is not known`];
  if (pipeline === null) return ['  no counts were read (--metrics none): where the accepted events are is not known'];
  return [
    `  accepted ${count(pipeline.accepted)} = processed ${count(pipeline.processed)} + quarantined ${count(pipeline.quarantined)} + dead-lettered ${count(pipeline.deadLettered)} + unrouted ${count(pipeline.unrouted)} + unaccounted ${count(unaccounted ?? 0)}`,
    `  counted by ${source}; the counts last changed ${(drainSeconds ?? 0).toFixed(1)} s after the last answer`,
  ];
}

export function verdictText({ objective, measured, met }: Verdict): string {
  const shown = objective.endsWith('%') ? share(measured ?? 0, 1) : figure(measured ?? 0);
  return `${met ? 'met   ' : 'MISSED'} ${objective}: ${measured === null ? 'not measured' : shown}`;
}

/** `12 s: offered 500/s, accepted 498/s, refused 0/s, p99 34 ms, in flight 3` */
export function progressText(interval: Interval, intervalSeconds: number): string {
  const rate = (events: number): string => `${count(events / intervalSeconds)}/s`;
  const { rejected, throttled, shed, unanswered, accepted } = interval.outcomes;
  const unsent = interval.unsent === 0 ? '' : `, unsent ${rate(interval.unsent)}`;
  return `${count(interval.seconds)} s: offered ${rate(interval.offered)}, accepted ${rate(accepted)}, refused ${rate(rejected + throttled + shed)}, unanswered ${rate(unanswered)}${unsent}, p99 ${ms(interval.p99Ms)}, in flight ${count(interval.inFlight)}`;
}

function percentilesText({ p50, p90, p99, p999, max }: Percentiles): string {
  return `p50 ${ms(p50)}, p90 ${ms(p90)}, p99 ${ms(p99)}, p99.9 ${ms(p999)}, max ${ms(max)}`;
}

function pairs(counts: Readonly<Record<string, number>>): string {
  const shown = Object.entries(counts).map(([name, number]) => `${name}: ${count(number)}`);
  return shown.length === 0 ? 'none' : shown.join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
}

export const count = (number: number): string => Math.round(number).toLocaleString('en-US');
export const ms = (number: number): string => `${figure(number)} ms`;
export const figure = (number: number): string =>
  number.toLocaleString('en-US', { maximumFractionDigits: number < 10 ? (number < 1 ? 3 : 1) : 0 });
export const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((part / whole) * 100).toLocaleString('en-US', { maximumFractionDigits: 2 })} %`;
