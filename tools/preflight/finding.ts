/**
 * One line of the preflight. `fails`: a deployment, or what the stage promises, would fail; `unknown`: it could not be
 * read.
 */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'unknown' | 'fails';
  readonly subject: string;
  readonly message: string;
  /** What to set or to run. */
  readonly remedy?: string;
}

const SIGNS = { ok: 'ok     ', warning: 'warning', unknown: 'unknown', fails: 'FAILS  ' } as const;

/** The finding as text for a terminal: one line, and the remedy below. */
export function showFinding({ level, subject, message, remedy }: Finding): string {
  const line = `${SIGNS[level]}  ${subject}: ${message}`;
  return remedy === undefined ? line : `${line}\n         → ${remedy.replaceAll('\n', '\n           ')}`;
}
