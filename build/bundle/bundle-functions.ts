import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, type BuildResult, build, type Metafile, type Plugin } from 'esbuild';
import { type ListedFunction, writeBundleList } from './bundle-list.ts';
import { compileCatalog } from './compile-catalog.ts';
import { compileSchemas } from './compile-schemas.ts';
import { functionEntries } from './functions.ts';

/** One function's code, ready to be an asset. */
export interface BundledFunction extends ListedFunction {
  /** Contains `index.mjs` and its source map. */
  readonly directory: string;
  readonly bytes: number;
}

/** CommonJS globals for dependencies that are not ES modules yet. */
const REQUIRE_SHIM =
  "import { createRequire as cairnRequire } from 'node:module'; const require = cairnRequire(import.meta.url);";

/**
 * Bundles every function in one esbuild call into `outputDirectory/<name>/index.mjs`.
 * @throws esbuild's BuildFailure, which names file and line
 */
export async function bundleFunctions(
  outputDirectory: string,
  entries: ReadonlyMap<string, string> = functionEntries(),
): Promise<ReadonlyMap<string, BundledFunction>> {
  const result = await withFewerCollections(() => build(bundleOptions(entries, [compileCatalog(), compileSchemas()])));
  await rm(outputDirectory, { recursive: true, force: true });
  const bundled = await writeBundles(result, outputDirectory);
  await writeBundleList(outputDirectory, bundled.values());
  return bundled;
}

/**
 * By how many percent the heap of esbuild's process grows until Go collects its garbage. With Go's default, 100, that is an
 * eighth of esbuild's work; either way the process takes about 300 MB.
 */
const HEAP_GROWTH_PERCENT = '400';

/** Sets what esbuild's process reads when it starts, which is within the first call. A value that is set already stays. */
function withFewerCollections<Result>(start: () => Result): Result {
  if (process.env.GOGC !== undefined) return start();
  process.env.GOGC = HEAP_GROWTH_PERCENT;
  try {
    return start();
  } finally {
    delete process.env.GOGC;
  }
}

/** The output directory for esbuild, which writes nothing there; the bundles' bytes do not depend on it. */
const NOWHERE = path.join(import.meta.dirname, 'out');

/** @param entries path of each function's handler, by the function's name */
export function bundleOptions(entries: ReadonlyMap<string, string>, plugins: Plugin[]) {
  return {
    entryPoints: [...entries].map(([name, file]) => ({ in: file, out: `${name}/index` })),
    outdir: NOWHERE,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    minify: true,
    sourcemap: 'linked',
    sourcesContent: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': path.join(import.meta.dirname, 'environment-credentials.ts') },
    banner: { js: REQUIRE_SHIM },
    plugins,
    metafile: true,
    logLevel: 'silent',
  } satisfies BuildOptions;
}

/** esbuild's result with `bundleOptions`. */
export type Bundles = Pick<BuildResult<{ write: false; metafile: true }>, 'outputFiles' | 'metafile'>;

/** Writes each function to `outputDirectory/<name>/index.mjs`, with its source map if it has one. */
export async function writeBundles(
  { outputFiles, metafile }: Bundles,
  outputDirectory: string,
): Promise<ReadonlyMap<string, BundledFunction>> {
  const bundled = new Map<string, BundledFunction>();
  for (const { path: file, contents } of outputFiles) {
    const name = path.basename(path.dirname(file));
    const directory = path.join(outputDirectory, name);
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, path.basename(file)), contents);
    if (!file.endsWith('.mjs')) continue;
    const hash = createHash('sha256').update(contents).digest('hex');
    bundled.set(name, { name, directory, hash, bytes: contents.byteLength, inputs: inputsOf(metafile, file) });
  }
  return bundled;
}

/**
 * Follows the imports from the output's entry. Includes files of which the bundle contains nothing, because a change
 * may bring them back.
 */
function inputsOf({ inputs, outputs }: Metafile, file: string): string[] {
  // The metafile's paths are relative to the working directory.
  const output = path.relative(process.cwd(), file).split(path.sep).join('/');
  const reached = new Set<string>();
  const visit = (input: string | undefined): void => {
    if (input === undefined || reached.has(input) || input.includes('node_modules/')) return;
    reached.add(input);
    for (const { path: imported, external } of inputs[input]?.imports ?? []) if (external !== true) visit(imported);
  };
  visit(outputs[output]?.entryPoint);
  return [...reached].map((input) => path.resolve(input));
}
