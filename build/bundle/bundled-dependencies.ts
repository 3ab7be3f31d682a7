import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ROOT } from '../repository.ts';
import { bundleOptions } from './bundle-functions.ts';

/** Matches an import by a package's name, not by a path. */
const NAMED = /^[^./]/;

/**
 * Bundles the packages that the functions import into a few files of `directory`, and returns a plugin that makes
 * bundles import these files. Of the 700 files of a function, 650 belong to packages and do not change. Packages that a
 * function imports later for the first time still come from `node_modules`.
 */
export async function bundleDependencies(entries: ReadonlyMap<string, string>, directory: string): Promise<Plugin> {
  const packages = new Set<string>();
  const options = bundleOptions(entries, []);
  const { metafile } = await build({ ...options, packages: 'external', minify: false, sourcemap: false });
  for (const { imports } of Object.values(metafile.inputs)) {
    for (const { path: name, external } of imports) if (external === true && !isBuiltin(name)) packages.add(name);
  }
  await build({
    ...options,
    absWorkingDir: ROOT,
    entryPoints: [...packages].map((name) => ({ in: name, out: fileName(name) })),
    outdir: directory,
    banner: {},
    splitting: true,
    minify: false,
    sourcemap: false,
    write: true,
  });
  return {
    name: 'bundled-dependencies',
    setup({ onResolve }) {
      onResolve({ filter: NAMED }, ({ path: name, importer }) => {
        if (!packages.has(name) || importer.includes('node_modules')) return undefined;
        return { path: path.join(directory, `${fileName(name)}.mjs`) };
      });
    },
  };
}

function fileName(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_');
}
