import { count, milliseconds, seconds, textTable } from '../shared/format.ts';
import { TRAFFIC_SECONDS } from './read-traffic.ts';
import type { RaisedAlarm, Status, TypeStatus } from './status.ts';

/** The status as one screen of text. */
export function statusText(status: Status): string {
  const {
    stage,
    source,
    at,
    deployment,
    alarms,
    types,
    requests,
    refused,
    seconds: span,
    deadLetters,
    governor,
    gaps,
  } = status;
  const now = Date.parse(at);
  const single = alarms.filter(({ isComposite }) => !isComposite);
  const messages = alarms.filter(({ isComposite }) => isComposite).map(({ id }) => id);
  const blocks = [
    [
      `stage ${stage}, ${source}, ${clock(now)} UTC`,
      `last deployment: ${deployment.at === undefined ? '' : `${ago(now - deployment.at)} ago, `}${deployment.state}`,
      ...gaps.map((gap) => `NOT READ: ${gap}`),
    ],
    single.length === 0
      ? [
          gaps.some((gap) => gap.startsWith('alarms'))
            ? 'whether an alarm is raised is not known'
            : 'no alarm is raised',
        ]
      : [
          `${single.length} ${single.length === 1 ? 'alarm is' : 'alarms are'} raised${messages.length === 0 ? '' : `; messages by ${messages.join(', ')}`}`,
          ...single.flatMap((alarm) => alarmLines(alarm, now)),
        ],
    [
      `events of each type, over ${ago(span * 1_000)}`,
      ...textTable(
        ['type', 'accepted/s', 'handled/s', 'planned/s', 'waiting', 'oldest in stream', 'drains in'],
        types.map((each) => typeRow(each)),
      ),
      `  requests ${count(requests.perSecond)}/s of ${count(requests.admittedPerSecond)}/s admitted`,
    ],
    [
      `times, 99th percentile of ${ago(TRAFFIC_SECONDS * 1_000)}: the slow hop is the one to look at`,
      ...textTable(
        ['type', 'records/s written', 'bus to stream', 'handler, a batch', 'ingest to effect', 'promised'],
        types.map((each) => timesRow(each)),
      ),
    ],
    refused.length === 0
      ? ['no request or event of a phone was refused']
      : [
          `refused, over ${ago(span * 1_000)}`,
          ...textTable(
            ['what', 'outcome', 'count', 'why'],
            refused.map(({ type = 'requests', outcome, count: number, cause }) => [
              type,
              outcome,
              count(number),
              cause,
            ]),
          ),
        ],
    deadLetters.length === 0
      ? ['no dead letters']
      : [
          'dead letters',
          ...textTable(
            ['where', 'type', 'count', 'cause'],
            deadLetters.map(({ place, type = 'all', count: number, cause }) => [
              place,
              type,
              count(number),
              cause ?? 'npm run cairn -- dead-letters list',
            ]),
          ),
        ],
    ...(governor.length === 0
      ? []
      : [['governor', ...governor.slice(0, SHOWN_ACTS).map((each) => actLine(each, now))]]),
  ];
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}

/** Acts of the governor on the screen; `--json` has all that it remembers. */
const SHOWN_ACTS = 5;

function actLine({ at, mode, kind, reason }: Status['governor'][number], now: number): string {
  const what = kind === 'finding' ? 'found' : mode === 'act' ? 'acted' : 'would act';
  return `  ${ago(now - at)} ago, ${what}: ${reason}`;
}

function alarmLines({ id, severity, since, reason, players, runbook }: RaisedAlarm, now: number): readonly string[] {
  return [
    `  ${severity.padEnd(7)} ${id}  for ${ago(now - since)}, since ${clock(since)}  → ${runbook}`,
    ...(players === '' ? [] : [`          Players: ${players}`]),
    ...(reason === '' ? [] : [`          When it was raised: ${reason}`]),
  ];
}

function typeRow(row: TypeStatus): readonly string[] {
  const { type, eventsPerSecond, handledPerSecond, plannedPerSecond, backlog, isCounted, oldestSeconds } = row;
  return [
    type,
    rate(eventsPerSecond),
    rate(handledPerSecond),
    count(plannedPerSecond),
    `${isCounted || backlog === 0 ? '' : '~'}${count(backlog)}`,
    seconds(oldestSeconds),
    drains(row),
  ];
}

function drains({ backlog, reads, drainSeconds, plannedDrainSeconds }: TypeStatus): string {
  if (!reads) return 'NOT READ: the source mapping does not poll';
  if (backlog === 0) return '';
  if (drainSeconds !== null) return seconds(drainSeconds);
  return plannedDrainSeconds === null
    ? 'never: more arrives than is planned'
    : `grows; ${seconds(plannedDrainSeconds)} once handled as planned`;
}

function timesRow({ type, times, objective }: TypeStatus): readonly string[] {
  const { deliveryMs, batchMs, endToEndMs, writtenPerSecond } = times;
  const time = (ms: number | undefined): string => (ms === undefined ? '-' : milliseconds(ms));
  return [
    type,
    rate(writtenPerSecond),
    time(deliveryMs),
    time(batchMs),
    time(endToEndMs),
    `${milliseconds(objective.milliseconds)}, p${objective.percentile}`,
  ];
}

/** A quiet type is not a silent one. */
function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 0.05 ? '<0.05' : count(perSecond);
}

/** `45 s`, `12 min`, `3 h`, `2 days`. */
function ago(ms: number): string {
  const passed = Math.max(0, ms) / 1_000;
  if (passed < 120) return `${Math.round(passed)} s`;
  if (passed < 7_200) return `${Math.round(passed / 60)} min`;
  if (passed < 172_800) return `${Math.round(passed / 3_600)} h`;
  return `${Math.round(passed / 86_400)} days`;
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
