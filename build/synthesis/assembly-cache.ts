import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import path from 'node:path';

/** All sources that a synthesized stage depends on; `key` gets the rest: stage, calibration and development key. */
const SOURCES = ['build', 'catalog', 'core', 'lambdas', 'lib'];
const FILES = [
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  path.join('node_modules', '.package-lock.json'),
];
/** Number of assemblies kept. Each has 14 MB. */
const KEPT = 4;

/**
 * Caches cloud assemblies in a folder of the clone, by the content of what they depend on. Bundling and synthesis take
 * seconds, and most starts have the same sources as an earlier start. If the folder cannot be read or written, nothing
 * is cached.
 */
export class AssemblyCache {
  readonly #repository: string;
  readonly #directory: string;

  /** @param directory created at the first write */
  constructor(repository: string, directory: string) {
    this.#repository = repository;
    this.#directory = directory;
  }

  /**
   * Hashes the sources as they are now.
   * @param values what else the assembly depends on: stage, calibration, development key
   */
  key(values: unknown): string {
    const hash = createHash('sha256').update(JSON.stringify([process.version, this.#repository, values]));
    for (const file of [...SOURCES.flatMap((folder) => this.#filesIn(folder)), ...FILES]) {
      const absolute = path.join(this.#repository, file);
      hash.update(`\n${file}\n`).update(existsSync(absolute) ? readFileSync(absolute) : '');
    }
    return hash.digest('hex').slice(0, 32);
  }

  /** Copies the assembly with that key to `outputDirectory`. @returns whether there was one */
  restore(key: string, outputDirectory: string): boolean {
    const entry = path.join(this.#directory, key);
    try {
      cpSync(entry, outputDirectory, { recursive: true });
      const now = new Date();
      utimesSync(entry, now, now);
      return true;
    } catch {
      // Absent, or another process removed it during the copy. The caller overwrites a partial copy.
      return false;
    }
  }

  /** Stores a copy of a finished assembly, and removes the least recently used ones. */
  store(key: string, assemblyDirectory: string): void {
    const draft = path.join(this.#directory, `draft-${randomUUID()}`);
    try {
      mkdirSync(this.#directory, { recursive: true });
      cpSync(assemblyDirectory, draft, { recursive: true });
      // A rename is atomic; another process may read the folder now.
      renameSync(draft, path.join(this.#directory, key));
      this.#prune();
    } catch {
      rmSync(draft, { recursive: true, force: true });
    }
  }

  #prune(): void {
    const entries = readdirSync(this.#directory)
      .map((name) => path.join(this.#directory, name))
      .map((entry) => ({ entry, usedAt: statSync(entry).mtimeMs }))
      .sort((one, other) => other.usedAt - one.usedAt);
    for (const { entry } of entries.slice(KEPT)) rmSync(entry, { recursive: true, force: true });
  }

  #filesIn(folder: string): readonly string[] {
    return readdirSync(path.join(this.#repository, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.#repository, path.join(entry.parentPath, entry.name)))
      .sort();
  }
}
