import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

/**
 * The JavaScript of `function-thread-entry.ts`. Threads get it as text: each of them would load Node's type stripper for
 * itself, a third of what its start costs (160 ms of CPU with the bundle of a handler, 105 without).
 */
export function threadCode(): string {
  const source = readFileSync(new URL('./function-thread-entry.ts', import.meta.url), 'utf8');
  // Node says at the first call that the function is experimental. Its version is the project's own, and a test starts threads.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
