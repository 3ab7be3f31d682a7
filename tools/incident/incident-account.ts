export const MODES = ['before', 'unsized', 'planned'] as const;
export type Mode = (typeof MODES)[number];

/** The outcomes of a run's events. Times in milliseconds. */
export interface IncidentAccount {
  readonly mode: Mode;
  readonly seconds: number;
  readonly sent: number;
  readonly accepted: number;
  /** Events answered with 503. */
  readonly refused: number;
  /** Events answered with 429. */
  readonly throttled: number;
  /** Events with any other result: no answer, or rejected. */
  readonly otherwise: number;
  /** Events processed when the load ended. */
  readonly processed: number;
  /** Events accepted but not processed yet when the load ended. */
  readonly waiting: number;
  /** Events accepted, and neither processed nor waiting nor kept as a dead letter. */
  readonly lost: number;
  readonly answerP50Ms: number;
  readonly answerP99Ms: number;
  /** Age of the oldest waiting event: a stream's iterator age. */
  readonly oldestWaitMs: number;
  /** Names of the alarms that were raised, without the stack's name. */
  readonly alarms: readonly string[];
}

/** Compares the accounts side by side, as text. */
export function compareAccounts(accounts: readonly IncidentAccount[]): string {
  const rows: readonly (readonly [string, (account: IncidentAccount) => string])[] = [
    ['', ({ mode }) => mode],
    ['seconds', ({ seconds }) => count(seconds)],
    ['events sent', ({ sent }) => count(sent)],
    ['accepted', ({ accepted, sent }) => `${count(accepted)} (${share(accepted, sent)})`],
    ['refused with 503', ({ refused, sent }) => `${count(refused)} (${share(refused, sent)})`],
    ['throttled with 429', ({ throttled }) => count(throttled)],
    ['rejected or unanswered', ({ otherwise }) => count(otherwise)],
    ['processed when the load ended', ({ processed }) => count(processed)],
    ['processed a second', ({ processed, seconds }) => count(processed / seconds)],
    ['waiting when the load ended', ({ waiting }) => count(waiting)],
    ['lost after being accepted', ({ lost }) => count(lost)],
    ['age of the oldest waiting event', ({ oldestWaitMs }) => `${(oldestWaitMs / 1_000).toFixed(1)} s`],
    ['answer p50', ({ answerP50Ms }) => `${count(answerP50Ms)} ms`],
    ['answer p99', ({ answerP99Ms }) => `${count(answerP99Ms)} ms`],
    ['alarms raised', ({ alarms }) => count(alarms.length)],
  ];
  const cells = rows.map(([name, cell]) => [name, ...accounts.map(cell)]);
  const widths = [0, ...accounts.map((_, index) => index + 1)].map((column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  const table = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const alarms = accounts
    .filter((account) => account.alarms.length > 0)
    .map((account) => `alarms of ${account.mode}: ${account.alarms.join(', ')}`);
  return [...table, ...alarms].join('\n');
}

/** Why the account does not balance, or the run does not show what its mode is for; empty if neither is the case. */
export function faultsOf(account: IncidentAccount): readonly string[] {
  const { mode, sent, accepted, refused, throttled, otherwise, processed, lost, alarms } = account;
  const faults: string[] = [];
  if (sent !== accepted + refused + throttled + otherwise)
    faults.push(`${mode}: sent ≠ accepted + refused + throttled + rejected or unanswered`);
  if (lost !== 0) faults.push(`${mode}: ${lost} accepted events are unaccounted for`);
  if (mode === 'before' && refused === 0) faults.push('before: the broker refused nobody, so it was not overloaded');
  if (mode === 'before') return faults;
  if (refused + throttled > 0) faults.push(`${mode}: ${refused + throttled} events were refused`);
  if (mode === 'unsized' && processed > accepted / 2)
    faults.push('unsized: the handlers kept up, so nothing held them back');
  if (mode === 'unsized' && !alarms.some((name) => name.endsWith('-Behind'))) {
    faults.push(
      'unsized: no alarm Behind was raised. The alarm looks at whole minutes: run this mode for 260 s or more',
    );
  }
  // At any moment, up to a second's events may be on the way.
  if (mode === 'planned' && accepted - processed > sent / account.seconds) {
    faults.push(
      `planned: ${accepted - processed} events are waiting, more than arrive in a second: this machine did not keep up`,
    );
  }
  return faults;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function share(part: number, whole: number): string {
  return `${((part / Math.max(1, whole)) * 100).toFixed(1)} %`;
}
