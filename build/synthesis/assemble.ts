import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib/core';
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
import { WatchStack } from '../../lib/monitoring/watch-stack.ts';
import { readContract } from '../contract-file.ts';
import { readCalibration } from '../read-calibration.ts';
import { ROOT } from '../repository.ts';
import { ISSUER_DIRECTORY, loadOrCreateIssuer, publicJwks } from './issuer.ts';

export interface SynthesizeOptions {
  /** @default the context value `stage` (`cdk synth -c stage=prod`), else dev */
  readonly stageName?: string;
  /** Used instead of a stage of the catalog. @default the stage that `stageName` names */
  readonly stage?: StageConfig;
  /** Event types; the shipped functions of the same names handle them. @default the shipped catalog */
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
  /** Directory of the development key pair. @default ISSUER_DIRECTORY */
  readonly issuerDirectory?: string;
}

/** Runs the part of synthesis that needs CDK. CDK loads while esbuild bundles the functions. */
export async function assemble(
  options: SynthesizeOptions,
  outputDirectory: string,
  bundling: Promise<FunctionCodes>,
): Promise<CloudAssembly> {
  const app = new App({
    outdir: outputDirectory,
    // The CDK CLI passes cdk.json's context itself; a worker must read it, so that both give the same template.
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
  // A catalog that a test passes has no phones in the field.
  const contract = options.contract ?? (options.catalog === undefined ? readContract() : undefined);
  if (contract !== undefined) checkContract(contract, options.catalog ?? shipped);
  const assumed = { types: options.catalog ?? shipped, stage: named };
  // Checks the stage with the calibration applied, because the template's settings come from it too.
  const { types: catalog, stage } = calibration === undefined ? assumed : applyCalibration(assumed, calibration);
  const findings = checkCapacity(catalog, stage);
  const keys = developmentKeys(stage, options);
  const stack = new CairnStack(app, `cairn-${stage.name}`, { stage, catalog, functions: await bundling, ...keys });
  noteCapacity(stack, findings);
  if (calibration !== undefined) noteCalibration(stack, calibration);
  const emulator: unknown = app.node.tryGetContext('emulator');
  if (emulator === undefined) {
    const { topology, nameOf } = stack;
    new WatchStack(app, `cairn-${stage.name}-watch`, { stage, topology, nameOf });
  } else {
    // Emulators have no Fn::GetStackOutput, by which the alarms' stack reads names.
    const { adaptToEmulator } = await import('../../lib/emulators.ts');
    adaptToEmulator(stack, { stage, ...keys }, String(emulator));
  }
  if (options.nag === true) {
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  }
  return app.synth();
}

/** Returns the public keys of this clone for a stage that trusts development keys. Creates them if there are none. */
function developmentKeys(stage: StageConfig, { issuerDirectory }: SynthesizeOptions) {
  if (stage.authentication.developmentKeys !== true || stage.retainState) return {};
  const directory = issuerDirectory ?? ISSUER_DIRECTORY;
  return { developmentJwks: publicJwks(loadOrCreateIssuer(directory)) };
}

function cdkJsonContext(): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(ROOT, 'cdk.json'), 'utf8')).context;
}
