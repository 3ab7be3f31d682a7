import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The generated folder, from the repository's root. */
export const FOLDER = 'monitoring';
/** Writes it. */
export const COMMAND = 'npm run monitoring:files';

/** Differences between a folder and what it should hold: `new`, `changed` or `extra`, by file. */
export function differences(folder: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const found = new Set(filesIn(folder));
  const differing = new Map<string, string>();
  for (const [file, text] of files) {
    if (!found.has(file)) differing.set(file, 'new');
    else if (readFileSync(path.join(folder, file), 'utf8') !== text) differing.set(file, 'changed');
  }
  for (const file of found) if (!files.has(file)) differing.set(file, 'extra');
  return differing;
}

/** Makes the folder hold exactly these files. @returns one line a difference */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): readonly string[] {
  const differing = differences(folder, files);
  for (const [file] of differing) {
    const text = files.get(file);
    const target = path.join(folder, file);
    if (text === undefined) rmSync(target);
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
  return [...differing].map(([file, difference]) => `${difference === 'extra' ? 'deleted' : 'wrote  '} ${file}`);
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  } catch {
    return [];
  }
}
