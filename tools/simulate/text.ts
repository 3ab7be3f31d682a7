import { dearestFirst } from '../../core/capacity/plan/cost.ts';
import { count, milliseconds, money, seconds, textTable } from '../shared/format.ts';
import type { SimulationReport } from './report.ts';
import type { Throttles } from './tally.ts';

/** Rows of the table over time. */
const ROWS = 12;

export const THROTTLE_NAMES: Readonly<Record<keyof Throttles, string>> = {
  stage: "stage's throttle (429)",
  usagePlan: 'usage plan (429)',
  apiConcurrency: 'no concurrency for authorizer, ingest or query (500)',
  putEvents: 'PutEvents quota',
  invocationsDelayed: 'deliveries delayed by the invocation quota',
  streamWrites: 'writes refused by a shard',
  streamReads: 'reads above a shard’s rate',
  handlerConcurrency: 'no concurrency for a handler',
};

/** The report as text for a terminal. */
export function simulationText(report: SimulationReport): string {
  const { events, requests, latency, backlog, cost } = report;
  const stopped = report.stopped === undefined ? '' : `; ended early: ${report.stopped}`;
  return [
    `${report.name}: ${report.says}`,
    `${count(report.seconds)} s of traffic, seed ${report.seed}, the run ended at ${count(report.endedAt)} s${stopped}.`,
    '',
    ...ledgerLines(report),
    '',
    `Events a second: ${count(report.throughput.offered)} offered, ${count(report.throughput.accepted)} accepted, ${count(report.throughput.processed)} processed.`,
    `From the request to the stored effect: p50 ${ms(latency.p50)}, p90 ${ms(latency.p90)}, p99 ${ms(latency.p99)}, at most ${ms(latency.max)}.`,
    `From the first attempt to the final answer: p50 ${ms(requests.answer.p50)}, p99 ${ms(requests.answer.p99)}.`,
    `Backlog: at most ${count(backlog.max)} events; ${drained(report)}.`,
    `Refused: ${refused(report)}.`,
    `Reads: ${count(requests.reads.sent)} sent, ${count(requests.reads.refused)} refused; answered: p50 ${ms(requests.reads.answer.p50)}, p99 ${ms(requests.reads.answer.p99)}.`,
    '',
    'Event types',
    ...textTable(TYPE_HEAD, report.types.map(typeRow)),
    '',
    ...behindLines(report).flatMap((line) => [line, '']),
    'Throttled, by hop',
    ...throttleLines(report.throttles),
    '',
    ...actLines(report),
    'Over time',
    ...textTable(TIME_HEAD, timeRows(report)),
    '',
    ...(report.theySaid === undefined ? [] : [`Its own report: ${report.theySaid}`]),
    cost === null
      ? 'Cost: not known; the broker is not an AWS service.'
      : `Cost: $${money(cost.dollars)} for the run, $${money(perHour(report))} an hour: ${dearestFirst(cost.lines)
          .map(([line, dollars]) => `${line} ${money(dollars)}`)
          .join(', ')}.`,
    ...(events.duplicates === 0
      ? []
      : [`Ingest accepted ${count(events.duplicates)} events twice; handlers apply each event id once.`]),
  ].join('\n');
}

/** What the governor did, as it says it. */
export function actLines({ acts }: SimulationReport): string[] {
  if (acts.length === 0) return [];
  return ['Governor', ...acts.map(({ atSeconds, kind, reason }) => `  ${seconds(atSeconds)} ${kind}: ${reason}`), ''];
}

/** The equations sent = …, accepted = …, as in the event ledger of the local runtime. */
export function ledgerLines({ events }: SimulationReport): string[] {
  const { sent, accepted, throttled, shed, unanswered, waiting, processed, deadLettered, inFlight } = events;
  const still = waiting === 0 ? '' : ` + ${count(waiting)} still with phones`;
  return [
    `sent ${count(sent)} = accepted ${count(accepted)} + throttled ${count(throttled)} + shed ${count(shed)} + unanswered ${count(unanswered)}${still}`,
    `accepted ${count(accepted)} = processed ${count(processed)} + dead-lettered ${count(deadLettered)} + in flight ${count(inFlight)}`,
  ];
}

export function drained({ backlog, endedAt, seconds: sending }: SimulationReport): string {
  if (backlog.drainSeconds === null) return `not yet drained ${count(endedAt - sending)} s after the last request`;
  return `drained ${seconds(backlog.drainSeconds)} after the last request`;
}

/** Which requests were refused, by what, and what happened to their events. */
export function refused({ requests, events }: SimulationReport): string {
  if (requests.refusedAttempts === 0) return 'nobody';
  const reasons = Object.entries(requests.refusedEvents)
    .filter(([, refusedEvents]) => refusedEvents > 0)
    .map(([reason, refusedEvents]) => `${reason} ${count(refusedEvents)}`);
  const lost = events.throttled + events.shed + events.unanswered;
  return `${count(requests.refusedAttempts)} of ${count(requests.attempts)} attempts (events: ${reasons.join(', ')}); phones gave up ${count(requests.gaveUp)} of ${count(requests.sent)} requests, with ${count(lost)} events`;
}

export const TYPE_HEAD = [
  'type',
  'events',
  'p50',
  'p99',
  'objective',
  'iterator age',
  'backlog',
  'never accepted',
  'refused by a shard',
  'dead letters',
] as const;

export function typeRow(type: SimulationReport['types'][number]): string[] {
  return [
    type.type,
    count(type.processed),
    ms(type.latency.p50),
    ms(type.latency.p99),
    `p${type.percentile} ${milliseconds(type.objectiveMs)} ${type.met ? 'met' : 'MISSED'}`,
    milliseconds(type.maxIteratorAgeMs),
    count(type.maxBacklog),
    count(type.throttled + type.shed + type.unanswered),
    count(type.streamWritesThrottled),
    count(type.deadLettered),
  ];
}

/** Which types exceeded their objective in the stream, and when. */
export function behindLines({ types, endedAt }: SimulationReport): string[] {
  return types.flatMap(({ type, behind, objectiveMs }) => {
    if (behind === null) return [];
    const until = behind.toSeconds >= endedAt - 1 ? 'the end' : seconds(behind.toSeconds);
    return [
      `${type}: records waited longer than its objective of ${milliseconds(objectiveMs)}, from ${seconds(behind.fromSeconds)} to ${until}.`,
    ];
  });
}

export function throttleLines(throttles: Throttles): string[] {
  const lines = Object.entries(throttles)
    .filter(([, times]) => times > 0)
    .map(([name, times]) => `  ${count(times)} × ${THROTTLE_NAMES[name as keyof Throttles]}`);
  return lines.length === 0 ? ['  nothing'] : lines;
}

const TIME_HEAD = [
  'at',
  'offered/s',
  'accepted/s',
  'processed/s',
  'refused/s',
  'p50',
  'p99',
  'backlog',
  'iterator age',
];

function timeRows({ timeline }: SimulationReport): string[][] {
  const { everySeconds, offered, accepted, processed, refused: refusals, p50, p99, backlog, types } = timeline;
  const step = Math.max(1, Math.ceil(offered.length / ROWS));
  const rows: string[][] = [];
  for (let index = step - 1; index < offered.length; index += step) {
    const age = Math.max(0, ...types.map(({ iteratorAgeMs }) => iteratorAgeMs[index] ?? 0));
    rows.push([
      `${count((index + 1) * everySeconds)} s`,
      ...[offered, accepted, processed, refusals].map((rates) => count(rates[index] ?? 0)),
      ms(p50[index] ?? null),
      ms(p99[index] ?? null),
      count(backlog[index] ?? 0),
      milliseconds(age),
    ]);
  }
  return rows;
}

export function perHour({ cost, endedAt }: SimulationReport): number {
  return ((cost?.dollars ?? 0) / endedAt) * 3_600;
}

export const ms = (value: number | null): string => (value === null ? '–' : milliseconds(value));
