import { type BuildContext, build, context } from 'esbuild';
import { type BundledFunction, bundleOptions, writeBundles } from './bundle-functions.ts';
import { compileCatalog } from './compile-catalog.ts';
import { compileSchemas } from './compile-schemas.ts';
import { functionEntries } from './functions.ts';

type Context = BuildContext<ReturnType<typeof bundleOptions>>;

/** Functions whose parsed files esbuild keeps: about 30 MB each, and one mostly goes on with what one works on. */
const MAX_KEPT = 2;

/** Bundles functions again and again; of the last two, only what changed since is parsed again. */
export class Rebundler {
  readonly #entries = functionEntries();
  readonly #plugins = [compileCatalog(), compileSchemas()];
  /** The one that was used last at the end. */
  readonly #kept = new Map<string, Promise<Context>>();

  /**
   * Bundles the functions as `bundleFunctions` does, to the byte. One call at a time.
   * @throws esbuild's BuildFailure, which names file and line
   */
  async bundle(names: readonly string[], outputDirectory: string): Promise<ReadonlyMap<string, BundledFunction>> {
    const entries = new Map([...this.#entries].filter(([name]) => names.includes(name)));
    const [name, ...others] = entries.keys();
    const once = name === undefined || others.length > 0;
    const result = await (once ? build(bundleOptions(entries, this.#plugins)) : this.#rebuild(name, entries));
    return writeBundles(result, outputDirectory);
  }

  async #rebuild(name: string, entries: ReadonlyMap<string, string>) {
    const kept = this.#kept.get(name) ?? context(bundleOptions(entries, this.#plugins));
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    for (const [oldest, unused] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT) break;
      this.#kept.delete(oldest);
      await (await unused).dispose();
    }
    return (await kept).rebuild();
  }
}
