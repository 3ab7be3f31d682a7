import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compileCatalog } from './compile-catalog.ts';
import { compileSchemas } from './compile-schemas.ts';
import { functionEntries } from './functions.ts';

/** One function's code, ready to be an asset. */
export interface BundledFunction {
  readonly name: string;
  /** Holds `index.mjs` and its source map. */
  readonly directory: string;
  /** SHA-256 of `index.mjs`: unchanged code is not deployed again. */
  readonly hash: string;
  readonly bytes: number;
}

/** Node's CommonJS globals, for dependencies that are not modules yet. */
const REQUIRE_SHIM =
  "import { createRequire as cairnRequire } from 'node:module'; const require = cairnRequire(import.meta.url);";

/**
 * Bundles every function in one esbuild call into `outputDirectory/<name>/index.mjs`.
 * @throws esbuild's BuildFailure, which names file and line.
 */
export async function bundleFunctions(
  outputDirectory: string,
  entries: ReadonlyMap<string, string> = functionEntries(),
): Promise<ReadonlyMap<string, BundledFunction>> {
  const result = await build({
    entryPoints: [...entries].map(([name, file]) => ({ in: file, out: `${name}/index` })),
    outdir: outputDirectory,
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
    plugins: [compileCatalog(), compileSchemas()],
    logLevel: 'silent',
  });
  await rm(outputDirectory, { recursive: true, force: true });
  const bundled = new Map<string, BundledFunction>();
  for (const { path: file, contents } of result.outputFiles) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, contents);
    if (!file.endsWith('.mjs')) continue;
    const directory = path.dirname(file);
    const name = path.basename(directory);
    const hash = createHash('sha256').update(contents).digest('hex');
    bundled.set(name, { name, directory, hash, bytes: contents.byteLength });
  }
  return bundled;
}
