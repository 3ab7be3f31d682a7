import { inspect } from 'node:util';
import { machineFailure } from './machine-failure.ts';

/** What a person can mend: wrong input, a stage that is too small, code that does not compile (esbuild's `errors`), a template that is refused. */
const THEIRS = new Set(['InputError', 'CapacityError', 'ValidationFailed']);

/**
 * One message where a person can mend it, in the input or on the machine; the stack and the causes only where the fault is
 * ours. By name: errors cross threads.
 */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  if (THEIRS.has(error.name)) return `cairn: ${error.message}`;
  const lacking = machineFailure(error);
  if (lacking !== undefined) return `cairn: ${lacking}`;
  return 'errors' in error ? `cairn: ${error.message}` : inspect(error);
}
