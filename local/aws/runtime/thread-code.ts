import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/** In the order in which they are evaluated. */
const FILES = ['loopback-only.ts', 'function-thread-entry.ts'];
/** Imports of the other files here, which are part of the same text. */
const OWN_IMPORT = /^import .* from '\.\/[\w-]+\.ts';$/gm;

/**
 * The JavaScript of a function's thread, as one module. Threads get it as text: each of them would load Node's type
 * stripper for itself, a third of what its start costs (160 ms of CPU with the bundle of a handler, 105 without).
 * @param files of this folder
 */
export function threadCode(files: readonly string[] = FILES): string {
  // Node says at the first call that the function is experimental. Its version is the project's own, and a test starts threads.
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
