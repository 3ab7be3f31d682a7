import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { bundleFunctions } from '../bundle/bundle-functions.ts';
import type { SynthesizeOptions } from './assemble.ts';

/**
 * Bundles the functions and synthesizes one stage. The assembly contains the functions' code, at the paths in the
 * manifest of assets.
 * @throws InputError for an unknown stage or wrong settings; ContractError for a catalog that breaks what was released;
 * esbuild's BuildFailure for code that does not compile
 */
export async function synthesize(options: SynthesizeOptions = {}): Promise<CloudAssembly> {
  const directory = path.resolve(
    options.outputDirectory ?? process.env.CDK_OUTDIR ?? mkdtempSync(path.join(tmpdir(), 'cairn-')),
  );
  const functions = options.functions;
  const bundling =
    functions === undefined ? bundleFunctions(path.join(directory, 'functions')) : Promise.resolve(functions);
  // The code that awaits `bundling` below gets its error. Without this line, an earlier error counts as unhandled.
  bundling.catch(() => undefined);
  // esbuild works in its own process while this one loads the catalog, so that a wrong definition is told before CDK has
  // loaded, and then CDK.
  if (options.catalog === undefined) await import('../../catalog/index.ts');
  const { assemble } = await import('./assemble.ts');
  return assemble(options, directory, bundling);
}
