import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Contract } from '../../catalog/contract.ts';
import type { EventDefinition } from '../../catalog/definition.ts';
import type { Stage } from '../../catalog/stages.ts';
import type { FunctionCodes } from '../../lib/function-code.ts';
import { bundleFunctions } from '../bundle/bundle-functions.ts';

export interface SynthesizeOptions {
  /** @default the context value `stage` (`cdk synth -c stage=prod`), else dev */
  readonly stageName?: string;
  /** In place of a stage of the catalog. @default the one that is named */
  readonly stage?: Stage;
  /** Event types, whose functions are the shipped ones of the same names. @default the shipped catalog */
  readonly catalog?: readonly EventDefinition[];
  /** What was released. @default catalog/contract.json for the shipped catalog, nothing for another one */
  readonly contract?: Contract;
  /** Where the cloud assembly goes; relative to the working directory. @default where the CDK CLI wants it, else a temporary directory */
  readonly outputDirectory?: string;
  /** Over that of cdk.json. @default none */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Whether cdk-nag's AwsSolutions rules are checked; a finding fails the synthesis. @default false */
  readonly nag?: boolean;
  /** Bundled functions, by name. @default bundled now, into `functions/` of the output directory */
  readonly functions?: FunctionCodes;
  /** Where the development key pair is kept. @default `.cairn/` of the repository */
  readonly issuerDirectory?: string;
}

/**
 * Bundles the functions and synthesizes one stage. Its function code is in the assembly, at the paths that the
 * manifest of assets names.
 * @throws InputError for an unknown stage or wrong settings; ContractError for a catalog that breaks what was released;
 * esbuild's BuildFailure for code that does not compile.
 */
export async function synthesize(options: SynthesizeOptions = {}): Promise<CloudAssembly> {
  const directory = path.resolve(
    options.outputDirectory ?? process.env.CDK_OUTDIR ?? mkdtempSync(path.join(tmpdir(), 'cairn-')),
  );
  const functions = options.functions;
  const bundling =
    functions === undefined ? bundleFunctions(path.join(directory, 'functions')) : Promise.resolve(functions);
  // Whoever awaits it below gets its error; without this, one that comes before counts as unhandled.
  bundling.catch(() => undefined);
  // esbuild works in its own process, while this one loads CDK.
  const { assemble } = await import('./assemble.ts');
  return assemble(options, directory, bundling);
}
