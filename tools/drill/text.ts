import { textTable } from '../shared/format.ts';
import { markdownTable } from '../shared/generated-blocks.ts';
import { shownId } from '../shared/runbook-alarms.ts';
import type { DrillReport } from './drill.ts';
import type { ActOutcome } from './run-act.ts';
import type { AlarmOutcome } from './run-scenario.ts';

/** The page with the table of a whole drill. */
export const PAGE = 'docs/drill.md';

const HEAD = ['Alarm', 'Cause', 'Raised after', 'Promised', 'Message after', 'Cleared after', 'Promised'];
const ACT_HEAD = ['Cause', 'What the governor does', 'Done after', 'Promised', 'Healed after', 'Promised'];

/** What a drill found, for a terminal. @param part whether only some alarms were drilled */
export function drillText(report: DrillReport, part: boolean): string {
  const faults = faultLines(report);
  const good = `All ${report.alarms.length} alarms were raised by their cause, sent a message, and were cleared after it was healed.`;
  const acted = report.acts.length === 0 ? '' : ` The governor acted ${report.acts.length} times, and it healed.`;
  const silent = part ? '' : ` While nothing was wrong, none was raised.${acted}`;
  const verdict = faults.length === 0 ? `${good}${silent}` : `To mend (${faults.length}):`;
  const leftOut = report.leftOut.map(({ id, reason }) => `not drilled: ${id}: ${reason}`);
  const acts = report.acts.length === 0 ? [] : [...textTable(ACT_HEAD, actRows(report.acts)), ''];
  return [...textTable(HEAD, rows(report.alarms)), '', ...acts, ...leftOut, verdict, ...faults].join('\n');
}

/** The table of a page with the governor's acts. */
export function actTable(acts: readonly ActOutcome[]): string {
  return markdownTable(ACT_HEAD, actRows(acts));
}

function actRows(acts: readonly ActOutcome[]): readonly (readonly string[])[] {
  const shown = (seconds: number | undefined): string => (seconds === undefined ? 'never' : duration(seconds));
  return acts.map(({ cause, act, doneAfter, doneWithin, healedAfter, healedWithin }) => [
    ...[cause, act, shown(doneAfter), duration(doneWithin), shown(healedAfter), duration(healedWithin)],
  ]);
}

/** The table of a page. */
export function drillTable(alarms: readonly AlarmOutcome[]): string {
  return markdownTable(
    HEAD,
    rows(alarms).map(([name = '', ...cells]) => [`\`${name}\``, ...cells]),
  );
}

/** Alarms that differ by their type are one row, with the slowest of them. */
function rows(alarms: readonly AlarmOutcome[]): readonly (readonly string[])[] {
  const groups = Map.groupBy(alarms, rowName);
  return [...groups].map(([name, group]) => {
    const most = (timeOf: (outcome: AlarmOutcome) => number | undefined): string => {
      const times = group.map(timeOf);
      const known = times.filter((time) => time !== undefined);
      return known.length < times.length || known.length === 0 ? 'never' : duration(Math.max(...known));
    };
    const sender = senderOf(group[0]?.messageFrom);
    const message = sender === undefined ? 'none expected' : `${most(({ messageAfter }) => messageAfter)}, ${sender}`;
    return [
      name,
      group[0]?.cause ?? '',
      most(({ raisedAfter }) => raisedAfter),
      most(({ raisedWithin }) => raisedWithin),
      message,
      most(({ clearedAfter }) => clearedAfter),
      most(({ clearedWithin }) => clearedWithin),
    ];
  });
}

/** `Page` of the stage, or that of the type. */
function senderOf(composite: string | undefined): string | undefined {
  const [place, name] = composite?.split('/') ?? [];
  return name === undefined ? place : `${name} of the type`;
}

/** As a row names an alarm: those of the types together. */
export function rowName({ id, type }: { readonly id: string; readonly type?: string | undefined }): string {
  return type === undefined ? id : `${shownId({ id, type })}, each type`;
}

function faultLines({ alarms, acts, silentComposites, unrest }: DrillReport): readonly string[] {
  return [
    ...alarms.flatMap(({ id, cause, problems }) => problems.map((problem) => `${id}: ${problem} Cause: ${cause}.`)),
    ...acts.flatMap(({ act, cause, problems }) => problems.map((problem) => `${act}: ${problem} Cause: ${cause}.`)),
    ...silentComposites.map((id) => `${id}: The composite sent no message of its own in the whole drill.`),
    ...unrest.map(({ id, when }) => `${id}: It was raised while nothing was wrong, ${when}.`),
  ];
}

/** `90 s`, `5 min`, `6 h`, `7 days`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 6) / 10} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 360) / 10} h`;
  return `${Math.round(seconds / 8_640) / 10} days`;
}
