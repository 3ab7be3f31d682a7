import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RealScheduler } from '../../../../core/scheduler/real-scheduler.ts';
import { TreeWatcher } from '../../../../local/start/hot-reload/watch-tree.ts';

describe('the watch on source files', () => {
  let root: string;
  let watcher: TreeWatcher;
  let saved: string[];
  let errors: Error[];

  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'cairn-watch-'));
    mkdirSync(path.join(root, 'a/b'), { recursive: true });
    writeFileSync(path.join(root, 'a/b/x.ts'), '0');
    saved = [];
    errors = [];
    watcher = new TreeWatcher(
      [root],
      new RealScheduler(),
      (files) => saved.push(...[...files].map((file) => path.relative(root, file))),
      (error) => errors.push(error),
    );
  });
  afterEach(() => {
    watcher.close();
    rmSync(root, { recursive: true, force: true });
  });

  const at = (file: string): string => path.join(root, file);
  /** Performs the change, and waits until exactly these files were reported. */
  async function hears(act: () => void, ...files: readonly string[]): Promise<void> {
    saved.length = 0;
    act();
    await expect.poll(() => [...new Set(saved)].sort(), { interval: 5 }).toEqual([...files].sort());
    expect(errors).toEqual([]);
  }

  const byRename = (): void => {
    writeFileSync(at('a/b/.x.swp'), '1');
    renameSync(at('a/b/.x.swp'), at('a/b/x.ts'));
  };
  /** Saves like vim with a backup: renames the old file, and writes a new one with its name. */
  const byBackup = (): void => {
    renameSync(at('a/b/x.ts'), at('a/b/x.ts~'));
    writeFileSync(at('a/b/x.ts'), '2');
    unlinkSync(at('a/b/x.ts~'));
  };
  const inPlace = (): void => writeFileSync(at('a/b/x.ts'), '3');

  it('reports each save of a file, by any method of an editor, repeatedly', async () => {
    for (const save of [inPlace, byRename, inPlace, byRename, byBackup, inPlace, byBackup, byRename]) {
      await hears(save, 'a/b/x.ts');
    }
  });

  it('reports a created file and a deleted one', async () => {
    await hears(() => writeFileSync(at('a/new.ts'), ''), 'a/new.ts');
    await hears(() => rmSync(at('a/new.ts')), 'a/new.ts');
  });

  it('reports files in a new directory, also those that were created with it, and in a directory that is created again', async () => {
    const make = (): void => {
      mkdirSync(at('c/d'), { recursive: true });
      writeFileSync(at('c/d/y.ts'), '');
    };
    await hears(make, 'c/d/y.ts');
    await hears(() => writeFileSync(at('c/d/y.ts'), 'y'), 'c/d/y.ts');
    await hears(() => rmSync(at('c'), { recursive: true }), 'c/d/y.ts');
    await hears(make, 'c/d/y.ts');
    await hears(() => writeFileSync(at('c/d/y.ts'), 'z'), 'c/d/y.ts');
  });

  it('reports files that are saved together at once', async () => {
    const together: ReadonlySet<string>[] = [];
    watcher.close();
    watcher = new TreeWatcher(
      [root],
      new RealScheduler(),
      (files) => together.push(files),
      () => {},
    );
    for (const name of ['one.ts', 'two.ts', 'three.json']) writeFileSync(at(`a/${name}`), '');
    await expect.poll(() => together.length).toBe(1);
    expect(together[0]?.size).toBe(3);
  });

  it('ignores changes to files that are not sources', async () => {
    for (const name of ['.x.ts.swp', 'x.ts~', '4913', 'notes.md', '.hidden.ts']) writeFileSync(at(`a/b/${name}`), '');
    await hears(inPlace, 'a/b/x.ts');
  });
});
