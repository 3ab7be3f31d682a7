import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { Runtime } from '../runtime.ts';
import { FunctionBuilder } from './function-builder.ts';
import { HotReload, WATCHED } from './hot-reload.ts';
import { TreeWatcher } from './watch-tree.ts';

export interface WatchSourcesOptions {
  readonly repository: string;
  /** Directory for assemblies and bundles of later saves. */
  readonly directory: string;
  /** Writes a cloud assembly into the directory. */
  readonly synthesize: (directory: string) => Promise<unknown>;
  readonly scheduler: Scheduler;
  readonly print: (line: string) => void;
}

export interface WatchedSources {
  /**
   * Applies the files that were saved since the watch began, and later ones, to the running stack.
   * @param assemblyDirectory of the running assembly
   */
  reload(runtime: Pick<Runtime, 'update'>, assemblyDirectory: string): Promise<void>;
  close(): Promise<void>;
}

/** Watches the sources from now on, so that files saved during the first synthesis count too. */
export function watchSources(options: WatchSourcesOptions): WatchedSources {
  const { repository, directory, synthesize, scheduler, print } = options;
  const early = new Set<string>();
  let saved = (files: ReadonlySet<string>): void => {
    for (const file of files) early.add(file);
  };
  const watcher = new TreeWatcher(
    WATCHED.map((name) => path.join(repository, name)),
    scheduler,
    (files) => saved(files),
    (error) => print(`file changes are no longer watched; restart npm start: ${error.message}`),
  );
  let builder: FunctionBuilder | undefined;
  return {
    reload: async (runtime, assemblyDirectory) => {
      mkdirSync(directory, { recursive: true });
      builder = new FunctionBuilder(path.join(directory, 'functions'));
      const reload = await HotReload.begin(
        { repository, directory, runtime, builder, synthesize, clock: scheduler, print },
        assemblyDirectory,
      );
      saved = (files) => reload.saved(files);
      if (early.size > 0) saved(early);
    },
    close: async () => {
      watcher.close();
      await builder?.close();
    },
  };
}
