import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { Cancel, Scheduler } from '../../../core/scheduler/scheduler.ts';

/** Editors write a file in several steps, and some write several files at once; so the watcher waits for this pause. */
const QUIET_MS = 10;
const SOURCE = /^[^.].*\.(ts|json)$/;

/**
 * Reports source files below some directories that were saved, created or deleted. Watches each directory by itself:
 * Node's recursive watch on Linux follows the file that had a name at the start, and reports nothing for that name once
 * an editor has replaced the file.
 */
export class TreeWatcher {
  readonly #scheduler: Scheduler;
  readonly #onSaved: (files: ReadonlySet<string>) => void;
  readonly #onError: (error: Error) => void;
  readonly #watchers = new Map<string, FSWatcher>();
  /** Known source files. A deleted directory reports no deletion of its files. */
  readonly #known = new Set<string>();
  #saved = new Set<string>();
  #cancel: Cancel = () => {};
  #failed = false;

  /** @param onSaved gets absolute paths, 10 ms after the last change */
  constructor(
    directories: readonly string[],
    scheduler: Scheduler,
    onSaved: (files: ReadonlySet<string>) => void,
    onError: (error: Error) => void,
  ) {
    this.#scheduler = scheduler;
    this.#onSaved = onSaved;
    this.#onError = onError;
    for (const directory of directories) this.#enter(directory, false);
  }

  close(): void {
    this.#cancel();
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** @param isNew whether its files count as saved: somebody may have written them before the watch began */
  #enter(directory: string, isNew: boolean): void {
    if (this.#failed || this.#watchers.has(directory)) return;
    try {
      const watcher = watch(directory, (_event, name) => this.#heard(directory, name));
      watcher.on('error', (error) => this.#lost(directory, error));
      this.#watchers.set(directory, watcher);
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const inside = path.join(directory, entry.name);
        if (entry.isDirectory()) this.#enter(inside, isNew);
        else if (SOURCE.test(entry.name)) {
          this.#known.add(inside);
          if (isNew) this.#add(inside);
        }
      }
    } catch (error) {
      this.#lost(directory, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #heard(directory: string, name: string | null): void {
    if (!isDirectory(directory)) {
      this.#leave(directory);
      return;
    }
    if (name === null) return;
    const file = path.join(directory, name);
    if (SOURCE.test(name)) this.#add(file);
    else if (!name.startsWith('.') && isDirectory(file)) this.#enter(file, true);
    else this.#leave(file);
  }

  #add(file: string): void {
    this.#known.add(file);
    this.#saved.add(file);
    this.#cancel();
    this.#cancel = this.#scheduler.schedule(QUIET_MS, () => {
      const saved = this.#saved;
      this.#saved = new Set();
      this.#onSaved(saved);
    });
  }

  #leave(directory: string): void {
    for (const [watched, watcher] of this.#watchers) {
      if (watched !== directory && !watched.startsWith(directory + path.sep)) continue;
      watcher.close();
      this.#watchers.delete(watched);
    }
    for (const file of this.#known) {
      if (!file.startsWith(directory + path.sep)) continue;
      this.#add(file);
      this.#known.delete(file);
    }
  }

  #lost(directory: string, error: Error): void {
    if (!isDirectory(directory)) {
      this.#leave(directory);
      return;
    }
    // Such as the system's limit of watches. A watch of a part of the tree would be worse than none.
    this.close();
    if (!this.#failed) this.#onError(error);
    this.#failed = true;
  }
}

function isDirectory(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
