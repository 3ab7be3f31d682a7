import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Files of a checkout, by their paths from its root: what commands need that edit sources. */
export interface Repository {
  /** `undefined` where there is none. */
  read(file: string): string | undefined;
  exists(fileOrFolder: string): boolean;
}

/** What an edit does; nothing is written before all of it is known. */
export interface Edit {
  /** Whole new texts by path. */
  readonly written: ReadonlyMap<string, string>;
  /** Files and folders that go. */
  readonly deleted: readonly string[];
}

/** This checkout. */
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
