import { inspect } from 'node:util';

/** What a person can mend: wrong input, a stage that is too small, code that does not compile (esbuild's `errors`), a template that is refused. */
const THEIRS = new Set(['InputError', 'CapacityError', 'ValidationFailed']);

/** One message where a person can mend it; the stack only where the fault is ours. By name: errors cross threads. */
export function explainFailure(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  return THEIRS.has(error.name) || 'errors' in error ? `cairn: ${error.message}` : inspect(error);
}
