import path from 'node:path';
import { type BuildContext, build, context, type Plugin } from 'esbuild';
import { type BundledFunction, bundleOptions, writeBundles } from './bundle-functions.ts';
import { bundleDependencies } from './bundled-dependencies.ts';
import { compileCatalog } from './compile-catalog.ts';
import { compileSchemas } from './compile-schemas.ts';
import { functionEntries } from './functions.ts';

/** The options of `bundleFunctions` without the source map, which takes half of the time and which no thread reads. */
function quickOptions(entries: ReadonlyMap<string, string>, plugins: Plugin[]) {
  return { ...bundleOptions(entries, plugins), sourcemap: false as const };
}

type Context = BuildContext<ReturnType<typeof quickOptions>>;

/** Functions whose parsed files esbuild keeps; a developer usually works on one function for a while. */
const MAX_KEPT = 2;

/** Bundles functions repeatedly, as fast as possible. One call at a time. */
export class Rebundler {
  readonly #entries = functionEntries();
  readonly #plugins: Promise<Plugin[]>;
  /** In order of use; the last one used is at the end. */
  readonly #kept = new Map<string, Context>();

  /** @param directory for the functions' packages, which are bundled once */
  constructor(directory: string) {
    this.#plugins = bundleDependencies(this.#entries, path.join(directory, 'dependencies')).then(
      (dependencies) => [dependencies, compileCatalog(), compileSchemas()],
      // The packages could not be bundled once, because the functions do not compile now: each function gets them anew.
      () => [compileCatalog(), compileSchemas()],
    );
  }

  /**
   * Bundles the functions into `outputDirectory/<name>/index.mjs`, with the modules of `bundleFunctions` in another
   * order, so with another hash.
   * @throws esbuild's BuildFailure, which names file and line
   */
  async bundle(names: readonly string[], outputDirectory: string): Promise<ReadonlyMap<string, BundledFunction>> {
    const entries = new Map([...this.#entries].filter(([name]) => names.includes(name)));
    const [name, ...others] = entries.keys();
    const plugins = await this.#plugins;
    const result = await (name === undefined || others.length > 0
      ? build(quickOptions(entries, plugins))
      : this.#rebuild(name, entries, plugins));
    return writeBundles(result, outputDirectory);
  }

  async #rebuild(name: string, entries: ReadonlyMap<string, string>, plugins: Plugin[]) {
    const kept = this.#kept.get(name) ?? (await context(quickOptions(entries, plugins)));
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    for (const [oldest, unused] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(oldest);
      await unused.dispose();
    }
    return kept.rebuild();
  }
}
