import path from 'node:path';
import { type BuildContext, build, context, type Plugin } from 'esbuild';
import { type BundledFunction, bundleOptions, writeBundles } from './bundle-functions.ts';
import { bundleDependencies } from './bundled-dependencies.ts';
import { compileCatalog } from './compile-catalog.ts';
import { compileSchemas } from './compile-schemas.ts';
import { functionEntries } from './functions.ts';

/** As `bundleFunctions` has them, without the source map, which takes half of the time and which no thread reads. */
function quickOptions(entries: ReadonlyMap<string, string>, plugins: Plugin[]) {
  return { ...bundleOptions(entries, plugins), sourcemap: false as const };
}

type Context = BuildContext<ReturnType<typeof quickOptions>>;

/** Functions whose parsed files esbuild keeps: one mostly goes on with what one works on. */
const MAX_KEPT = 2;

/** Bundles functions again and again, as fast as it can be. One call at a time. */
export class Rebundler {
  readonly #entries = functionEntries();
  readonly #plugins: Promise<Plugin[]>;
  /** The one that was used last at the end. */
  readonly #kept = new Map<string, Context>();

  /** @param directory where the functions' packages go, bundled once */
  constructor(directory: string) {
    this.#plugins = bundleDependencies(this.#entries, path.join(directory, 'dependencies')).then(
      (dependencies) => [dependencies, compileCatalog(), compileSchemas()],
      // The functions do not compile as they are: then each is bundled whole.
      () => [compileCatalog(), compileSchemas()],
    );
  }

  /**
   * Bundles the functions into `outputDirectory/<name>/index.mjs`. The modules are those of `bundleFunctions`, their
   * order and so the hash are not.
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
