import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Reads files of a checkout by their paths from its root, for commands that edit sources. */
export interface Repository {
  /** `undefined` if there is no such file. */
  read(file: string): string | undefined;
  exists(fileOrFolder: string): boolean;
}

/** Changes to files. A command computes all of them before it writes one. */
export interface Edit {
  /** Whole new texts, by path. */
  readonly written: ReadonlyMap<string, string>;
  /** Files and folders to delete. */
  readonly deleted: readonly string[];
}

/** Root of this checkout. */
export const ROOT = path.resolve(import.meta.dirname, '..');

export function repositoryAt(root: string): Repository {
  const at = (file: string) => path.join(root, file);
  return {
    read: (file) => (existsSync(at(file)) ? readFileSync(at(file), 'utf8') : undefined),
    exists: (file) => existsSync(at(file)),
  };
}

export function applyEdit(root: string, { written, deleted }: Edit): void {
  for (const [file, text] of written) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  for (const file of deleted) rmSync(path.join(root, file), { recursive: true });
}
