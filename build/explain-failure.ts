import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { machineFailure } from './machine-failure.ts';
import { ROOT } from './repository.ts';

/**
 * Errors that a person can correct: wrong input, a stage that is too small, a broken contract, code that does not
 * compile (esbuild's `errors`), a template that is refused.
 */
const THEIRS = new Set(['InputError', 'CapacityError', 'ContractError', 'ValidationFailed']);
/** Folders that a studio edits. An error while one of their files loads is reported with file and line. */
const WRITTEN = ['catalog', 'lambdas'];

/**
 * Returns one message for a fault that a person can correct, in the input, in the catalog or on the machine. Prints
 * stack and causes only for our own faults, or with `--debug`. Identifies errors by name, because they cross threads.
 * @param debug whether to print stacks @default `--debug` (the CDK CLI's too) or the variable CAIRN_DEBUG
 */
export function explainFailure(error: unknown, debug = wantsDebug()): string {
  if (!(error instanceof Error) || debug) return inspect(error);
  if (THEIRS.has(error.name)) return `cairn: ${error.message}`;
  const lacking = machineFailure(error);
  if (lacking !== undefined) return `cairn: ${lacking}`;
  const written = failureOfLoading(error);
  if (written !== undefined) return `cairn: ${written}`;
  return 'errors' in error ? `cairn: ${error.message}` : inspect(error);
}

/** The CDK CLI passes its `--debug` on as CDK_DEBUG. */
function wantsDebug(): boolean {
  const { CAIRN_DEBUG, CDK_DEBUG } = process.env;
  return (
    process.argv.includes('--debug') || [CAIRN_DEBUG, CDK_DEBUG].some((value) => value === '1' || value === 'true')
  );
}

/** Describes why a module does not load, with file and line; `undefined` for any other error. */
function failureOfLoading(error: Error): string | undefined {
  const stack = error.stack ?? '';
  const own = (file: string) => path.relative(ROOT, file);
  const isWritten = (file: string) => WRITTEN.some((folder) => own(file).startsWith(folder + path.sep));

  // If Node cannot parse or link a file, the stack begins with that file and line.
  const [, unparsed, line] = /^(file:\/\/[^\s?:]+)(?:\?[^\s:]*)?:(\d+)\n/.exec(stack) ?? [];
  if (error.name === 'SyntaxError' && unparsed !== undefined) {
    return `${own(fileURLToPath(unparsed))}:${line}: ${error.message}`;
  }
  const [, importer] = / imported from (.+)$/.exec(error.message) ?? [];
  if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && importer !== undefined) {
    return isWritten(importer) ? error.message.replaceAll(ROOT + path.sep, '') : undefined;
  }
  // A frame without a function is the module itself while it loads.
  const [, loading, at] = /^ {4}at (file:\/\/[^\s?:]+)(?:\?[^\s:]*)?:(\d+):\d+$/m.exec(stack) ?? [];
  if (loading === undefined || !isWritten(fileURLToPath(loading))) return undefined;
  return `${own(fileURLToPath(loading))}:${at}: ${error.message}`;
}
