import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type Contract, checkContract } from '../../catalog/contract.ts';
import type { EventDefinition } from '../../catalog/definition.ts';
import { catalog as shipped } from '../../catalog/index.ts';
import { stageNamed } from '../../catalog/stage-named.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { applyCalibration } from '../../core/capacity/measure/calibration.ts';
import { CairnStack } from '../../lib/cairn-stack.ts';
import { checkCapacity, noteCalibration, noteCapacity } from '../../lib/capacity-check.ts';
import type { FunctionCodes } from '../../lib/function-code.ts';
import { readContract } from '../contract-file.ts';
import { readCalibration } from '../read-calibration.ts';
import { ROOT } from '../repository.ts';
import { ISSUER_DIRECTORY, loadOrCreateIssuer, publicJwks } from './issuer.ts';

export interface SynthesizeOptions {
  /** @default the context value `stage` (`cdk synth -c stage=prod`), else dev */
  readonly stageName?: string;
  /** In place of a stage of the catalog. @default the one that is named */
  readonly stage?: StageConfig;
  /** Event types, whose functions are the shipped ones of the same names. @default the shipped catalog */
  readonly catalog?: readonly EventDefinition[];
  /** The released versions. @default catalog/contract.json for the shipped catalog, nothing for another one */
  readonly contract?: Contract;
  /**
   * Directory of the cloud assembly, relative to the working directory.
   * @default where the CDK CLI wants it, else a temporary directory
   */
  readonly outputDirectory?: string;
  /** Overrides the context of cdk.json. @default none */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Checks cdk-nag's AwsSolutions rules; a finding fails the synthesis. @default false */
  readonly nag?: boolean;
  /** Bundled functions, by name. @default bundled now, into `functions/` of the output directory */
  readonly functions?: FunctionCodes;
  /** Directory of the development key pair. @default `.cairn/` of the repository */
  readonly issuerDirectory?: string;
}

/** The part of synthesis that needs CDK. It loads while esbuild bundles the functions. */
export async function assemble(
  options: SynthesizeOptions,
  outputDirectory: string,
  bundling: Promise<FunctionCodes>,
): Promise<CloudAssembly> {
  const app = new App({
    outdir: outputDirectory,
    // The CLI passes cdk.json's context itself; in a worker, this code must, and both must give the same template.
    context: { ...cdkJsonContext(), ...options.context },
    analyticsReporting: false,
    // Saves 1.5 s of rules that cfn-lint also checks, in CI (.ci/run).
    builtinCloudFormationValidation: false,
  });
  const owner: unknown = app.node.tryGetContext('owner');
  const named =
    options.stage ??
    stageNamed(
      options.stageName ?? String(app.node.tryGetContext('stage') ?? 'dev'),
      owner === undefined ? undefined : String(owner),
    );
  const calibration = readCalibration(app.node.tryGetContext('calibration') as string | undefined);
  // No phones in the field use a test's own catalog.
  const contract = options.contract ?? (options.catalog === undefined ? readContract() : undefined);
  if (contract !== undefined) checkContract(contract, options.catalog ?? shipped);
  const assumed = { types: options.catalog ?? shipped, stage: named };
  // Checks what is built: the settings of the template also come from the measured figures.
  const { types: catalog, stage } = calibration === undefined ? assumed : applyCalibration(assumed, calibration);
  const findings = checkCapacity(catalog, stage);
  const keys = developmentKeys(stage, options);
  const stack = new CairnStack(app, `cairn-${stage.name}`, { stage, catalog, functions: await bundling, ...keys });
  noteCapacity(stack, findings);
  if (calibration !== undefined) noteCalibration(stack, calibration);
  const emulator: unknown = app.node.tryGetContext('emulator');
  if (emulator !== undefined) {
    const { adaptToEmulator } = await import('../../lib/emulators.ts');
    adaptToEmulator(stack, { stage, ...keys }, String(emulator));
  }
  if (options.nag === true) {
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  return app.synth();
}

/** A stage that trusts development keys gets those of this clone, made now if there are none. */
function developmentKeys(stage: StageConfig, { issuerDirectory }: SynthesizeOptions) {
  if (stage.authentication.developmentKeys !== true || stage.retainState) return {};
  const directory = issuerDirectory ?? path.join(ROOT, ISSUER_DIRECTORY);
  return { developmentJwks: publicJwks(loadOrCreateIssuer(directory)) };
}

function cdkJsonContext(): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8')).context;
}
