import { type BuildContext, context } from 'esbuild';
import { type BundledFunction, type Bundles, bundleOptions, writeBundles } from './bundle-functions.ts';
import { compileCatalog } from './compile-catalog.ts';
import { compileSchemas } from './compile-schemas.ts';
import { functionEntries } from './functions.ts';

type Options = ReturnType<typeof bundleOptions>;

/** Functions whose parsed files esbuild keeps: about 30 MB each, and one mostly goes on with what one works on. */
const MAX_KEPT = 2;

/** Bundles functions one by one and again and again; what did not change since is not parsed again. */
export class Rebundler {
  readonly #entries = functionEntries();
  readonly #plugins = [compileCatalog(), compileSchemas()];
  readonly #kept = new Map<string, Promise<BuildContext<Options>>>();
  #building = 0;

  /**
   * Bundles the function as `bundleFunctions` does, to the byte.
   * @throws esbuild's BuildFailure, which names file and line
   */
  async bundle(name: string, outputDirectory: string): Promise<BundledFunction | undefined> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const kept = this.#kept.get(name) ?? context(bundleOptions(new Map([[name, entry]]), this.#plugins));
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    this.#building += 1;
    try {
      const result: Bundles = await (await kept).rebuild();
      return (await writeBundles(result, outputDirectory)).get(name);
    } finally {
      this.#building -= 1;
      if (this.#building === 0) this.#forgetOldest();
    }
  }

  #forgetOldest(): void {
    for (const [name, kept] of this.#kept) {
      if (this.#kept.size <= MAX_KEPT) return;
      this.#kept.delete(name);
      void kept.then((unused) => unused.dispose());
    }
  }
}
