import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** Files in the order of their evaluation. */
const FILES = ['loopback-only.ts', 'function-thread-entry.ts'];
/** Imports of the other files here, which are in the same text. */
const OWN_IMPORT = /^import .* from '\.\/[\w-]+\.ts';$/gm;

/**
 * Returns the JavaScript of a function's thread as one module. Threads get it as text, because each of them would load
 * Node's type stripper for itself, a third of the cost of its start (160 ms of CPU with the bundle of a handler, 105
 * without).
 * @param files of this folder
 */
export function threadCode(files: readonly string[] = FILES): string {
  // Node warns at the first call that the function is experimental. The project fixes Node's version, and a test starts
  // threads.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return files.map(javascriptOf).join('\n');
  } finally {
    process.emitWarning = emitWarning;
  }
}

function javascriptOf(file: string): string {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  return stripTypeScriptTypes(source)
    .replaceAll(OWN_IMPORT, '')
    .replaceAll(/^export /gm, '');
}
