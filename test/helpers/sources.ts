import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../build/repository.ts';

/** Every TypeScript file of the repository, as a path from its root: tracked ones and new ones that are not ignored. */
export function sourceFiles(): readonly string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((file) => existsSync(path.join(ROOT, file)));
}

export interface Import {
  /** Repository path of the importing file. */
  readonly from: string;
  /** Repository path of the imported file. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const IMPORT = /\b(import|export)(\s+type)?\b[^'"`;]*?from\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/g;

/** What a file imports of the repository, static and dynamic. */
export function importsOf(file: string, source: string): Import[] {
  return [...source.matchAll(IMPORT)].map((match) => ({
    from: file,
    to: path.posix.normalize(path.posix.join(path.posix.dirname(file), match[3] ?? match[4] ?? '')),
    typeOnly: match[2] !== undefined,
  }));
}
