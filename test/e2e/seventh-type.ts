import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './project-copy.ts';

export const PAGE = readFileSync(path.join(ROOT, 'docs/add-an-event-type.md'), 'utf8');

/** Files that the page shows whole: a path in backquotes, a colon, and a block of TypeScript. */
export function filesOf(page: string): Map<string, string> {
  return new Map(
    [...page.matchAll(/`([\w/.-]+\.ts)`:\n\n```ts\n([\s\S]*?)```/g)].map(([, file = '', text = '']) => [file, text]),
  );
}

/** The lines that the page's diff adds, each behind the line that stands before it. */
export function additionsOf(page: string): [string, string][] {
  const lines = (/```diff\n([\s\S]*?)```/.exec(page)?.[1] ?? '').split('\n');
  return lines.flatMap((line, index): [string, string][] =>
    line.startsWith('+') ? [[(lines[index - 1] ?? '').slice(1), line.slice(1)]] : [],
  );
}

/** Files of a project that has the page's type, as they are to be: path and text, the list of the catalog last. */
export function seventhTypeFiles(project: string): [string, string][] {
  const list = 'catalog/index.ts';
  let text = readFileSync(path.join(project, list), 'utf8');
  for (const [before, added] of additionsOf(PAGE)) {
    if (!text.includes(`${before}\n`)) throw new Error(`${list} has no line ${before}`);
    text = text.replace(`${before}\n`, `${before}\n${added}\n`);
  }
  return [...filesOf(PAGE), [list, text]];
}
