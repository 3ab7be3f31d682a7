import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleFunctions } from '../build/bundle/bundle-functions.ts';
import { ROOT } from '../build/repository.ts';
import type { HotPaths } from './hot-paths.ts';

/** The hot paths bundled as functions are: minified, validators compiled ahead of time. */
export async function bundledHotPaths(): Promise<HotPaths> {
  // Below the repository, so that the entry's imports of packages resolve.
  const directory = mkdtempSync(path.join(ROOT, '.cairn-bench-'));
  const entry = path.join(directory, 'hot-paths.ts');
  writeFileSync(
    entry,
    `export { locationPinged } from '../catalog/location-pinged.ts';
     export { prepareEntries } from '../lambdas/ingest/prepare-entries.ts';
     export { processBatch } from '../lambdas/shared/batch/process-batch.ts';`,
  );
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  await bundleFunctions(path.join(directory, 'out'), new Map([['hot-paths', entry]]));
  return import(pathToFileURL(path.join(directory, 'out/hot-paths/index.mjs')).href);
}
