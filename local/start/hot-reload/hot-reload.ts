import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { type ListedFunction, readBundleList } from '../../../build/bundle/bundle-list.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { type Assembly, loadAssembly } from '../../aws/template/load.ts';
import { type ReplacedAsset, replaceCode } from '../../aws/template/replace-code.ts';
import type { Runtime } from '../runtime.ts';
import { describeUpdate } from './describe-update.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { locateFailure, syntaxFailure } from './locate-failure.ts';

export interface HotReloadOptions {
  readonly repository: string;
  /** Directory for new assemblies. */
  readonly directory: string;
  readonly runtime: Pick<Runtime, 'update'>;
  readonly builder: FunctionBuilder;
  /** Writes a cloud assembly into the directory; rejects with the fault of the sources. */
  readonly synthesize: (directory: string) => Promise<unknown>;
  readonly clock: Clock;
  readonly print: (line: string) => void;
}

/** Directories whose files the template depends on. */
const DEFINITIONS = ['catalog', 'lib', 'core'];
/** Those of them whose files a handler contains only as the synthesis compiled them. */
const COMPILED = ['catalog', 'lib'];

/** Directories that are watched. */
export const WATCHED = ['lambdas', ...DEFINITIONS];

/** Applies saved files to the running stack: functions by themselves, definitions through a new template. */
export class HotReload {
  readonly #options: HotReloadOptions;
  #functions: ReadonlyMap<string, ListedFunction>;
  /** Functions whose last build failed. A file that they did not use before may correct them. */
  readonly #failing = new Set<string>();
  /** Whether the saved definitions give no template. Then any file may correct them. */
  #definitionsFailed = false;
  #saved = new Set<string>();
  #savedAt = 0;
  #working: Promise<void> | undefined;

  private constructor(options: HotReloadOptions, functions: readonly ListedFunction[]) {
    this.#options = options;
    this.#functions = byName(functions);
  }

  /** @param assemblyDirectory of the running assembly */
  static async begin(options: HotReloadOptions, assemblyDirectory: string): Promise<HotReload> {
    return new HotReload(options, await readBundleList(path.join(assemblyDirectory, 'functions')));
  }

  /** Processes saved files. Files that are saved meanwhile are processed next, together. */
  saved(files: ReadonlySet<string>): void {
    if (this.#saved.size === 0) this.#savedAt = this.#options.clock.now();
    for (const file of files) this.#saved.add(file);
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    try {
      while (this.#saved.size > 0) {
        const files = this.#saved;
        const since = this.#savedAt;
        this.#saved = new Set();
        await this.#take(files, since);
      }
    } finally {
      this.#working = undefined;
    }
  }

  async #take(files: ReadonlySet<string>, since: number): Promise<void> {
    const { print, repository } = this.#options;
    try {
      if (!this.#within(files, COMPILED)) await this.#rebuild(files, since);
      if (this.#definitionsFailed || this.#within(files, DEFINITIONS)) await this.#resynthesize(files, since);
    } catch (error) {
      print(`not reloaded; the last version keeps running: ${locateFailure(error, files, repository)}`);
    }
  }

  async #rebuild(files: ReadonlySet<string>, since: number): Promise<void> {
    const using = [...this.#functions.values()].filter(
      ({ name, inputs }) => this.#failing.has(name) || inputs.some((input) => files.has(input)),
    );
    if (using.length === 0) return;
    let failures = await this.#replace(using, since);
    // A function that fails must not delay the others.
    if (failures.length > 0 && using.length > 1) {
      failures = [];
      for (const one of using) failures.push(...(await this.#replace([one], since)));
    }
    for (const failure of new Set(failures))
      this.#options.print(`not reloaded; the last version keeps running: ${failure}`);
  }

  /** Gives the functions the code of their files as they are now, all or none. @returns why it failed */
  async #replace(functions: readonly ListedFunction[], since: number): Promise<string[]> {
    const { builder, runtime, clock, print } = this.#options;
    const names = functions.map(({ name }) => name);
    const { bundled, failure } = await builder.build(names);
    const replaced = new Map<string, ReplacedAsset>();
    const reloaded: string[] = [];
    for (const { name, hash, directory } of bundled) {
      const before = this.#functions.get(name)?.hash ?? hash;
      if (before === hash) continue;
      replaced.set(assetKey(before), { key: assetKey(hash), directory });
      reloaded.push(name);
    }
    const wrong = failure ?? (replaced.size === 0 ? undefined : await failureOf(runtime, replaced));
    if (wrong !== undefined) {
      for (const name of names) this.#failing.add(name);
      return [failure === undefined ? `${names.join(', ')}: ${wrong}` : wrong];
    }
    if (reloaded.length > 0) print(`reloaded ${reloaded.join(', ')} (${clock.now() - since} ms)`);
    const corrected = names.filter((name) => this.#failing.delete(name) && !reloaded.includes(name));
    if (corrected.length > 0) print(`${corrected.join(', ')}: the same as the running code; nothing to reload`);
    this.#functions = new Map([...this.#functions, ...byName(bundled)]);
    return [];
  }

  async #resynthesize(files: ReadonlySet<string>, since: number): Promise<void> {
    const { repository, directory, synthesize, runtime, builder, clock, print } = this.#options;
    this.#definitionsFailed = true;
    const wrong = await syntaxFailure(files, repository);
    if (wrong !== undefined) {
      print(`not reloaded; the last version keeps running: ${wrong}`);
      return;
    }
    const assemblyDirectory = await mkdtemp(path.join(directory, 'assembly-'));
    await synthesize(assemblyDirectory);
    const assembly: Assembly = await loadAssembly(assemblyDirectory);
    const { differences, refusals } = await runtime.update(() => assembly);
    this.#definitionsFailed = false;
    if (refusals.length > 0) {
      print(['not applied, restart npm start for it:', ...refusals.map((refusal) => `  ${refusal}`)].join('\n'));
      return;
    }
    this.#functions = byName(await readBundleList(path.join(assemblyDirectory, 'functions')));
    this.#failing.clear();
    await builder.renew();
    const lines = describeUpdate(differences);
    const took = `(${((clock.now() - since) / 1_000).toFixed(1)} s)`;
    print(lines.length === 0 ? `the template is the same ${took}` : [`applied ${took}`, ...lines].join('\n  '));
  }

  #within(files: ReadonlySet<string>, directories: readonly string[]): boolean {
    const { repository } = this.#options;
    for (const file of files) {
      if (directories.some((name) => file.startsWith(path.join(repository, name) + path.sep))) return true;
    }
    return false;
  }
}

function byName(functions: readonly ListedFunction[]): Map<string, ListedFunction> {
  return new Map(functions.map((listed) => [listed.name, listed]));
}

/** Returns why the code could not be replaced: the error that it throws while it loads. */
async function failureOf(
  runtime: HotReloadOptions['runtime'],
  replaced: ReadonlyMap<string, ReplacedAsset>,
): Promise<string | undefined> {
  try {
    await runtime.update((current) => replaceCode(current, replaced));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Returns the S3 key that CDK writes into the template for code of a given hash. */
function assetKey(hash: string): string {
  return `${createHash('sha256').update(hash).digest('hex')}.zip`;
}
