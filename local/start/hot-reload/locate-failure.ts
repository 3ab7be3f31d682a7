import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { explainFailure } from '../../../build/explain-failure.ts';

/** Returns the error's message, preceded by the place in the saved files that it comes from, if the stack names one. */
export function locateFailure(error: unknown, files: ReadonlySet<string>, repository: string): string {
  const message = explainFailure(error).replace(/^cairn: /, '');
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const [, url = '', line = ''] of stack.matchAll(/(file:\/\/[^\s?:]+)(?:\?[^\s:]*)?:(\d+)/g)) {
    const file = fileURLToPath(url);
    // With file and line in the message, nobody needs the stack.
    if (message.startsWith(`${path.relative(repository, file)}:`)) return message;
    if (files.has(file)) return `${path.relative(repository, file)}:${line}: ${message.split('\n    at ')[0]}`;
  }
  return message;
}

/** Returns esbuild's message of the first file that does not parse, with file and line; `undefined` if all parse. */
export async function syntaxFailure(files: Iterable<string>, repository: string): Promise<string | undefined> {
  for (const file of files) {
    if (!file.endsWith('.ts')) continue;
    const source = await readFile(file, 'utf8').catch(() => undefined);
    if (source === undefined) continue;
    try {
      await transform(source, { loader: 'ts', sourcefile: path.relative(repository, file), logLevel: 'silent' });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return undefined;
}
