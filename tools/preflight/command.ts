import { Command } from 'commander';
import { readContract } from '../../build/contract-file.ts';
import { chainNamed } from '../../catalog/chain-named.ts';
import type { Contract } from '../../catalog/contract.ts';
import type { AccountReader } from '../shared/aws/account-reader.ts';
import {
  checkAccount,
  type DeploymentTarget,
  deploymentTarget,
  showTarget,
  stageOptions,
  type TargetSources,
} from '../shared/aws/deployment-target.ts';
import { type Finding, showFinding } from './finding.ts';
import { preflight } from './preflight.ts';

export interface PreflightSeams {
  readonly print: (text: string) => void;
  readonly chainOf: typeof chainNamed;
  /** Reads the released versions. */
  readonly contract: () => Contract;
  readonly sources: () => Promise<TargetSources>;
  readonly readerOf: (target: DeploymentTarget) => Promise<AccountReader>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly setExitCode: (code: number) => void;
}

interface Options {
  readonly stage: string;
  readonly owner?: string;
  readonly profile?: string;
}

const SEAMS: PreflightSeams = {
  print: console.log,
  chainOf: chainNamed,
  contract: readContract,
  // Loaded only here, because ten SDK clients would slow down every other command.
  sources: async () => (await import('../shared/aws/process-sources.ts')).PROCESS_SOURCES,
  readerOf: async (target) => {
    const { sdkAccountReader, settingsFor } = await import('../shared/aws/sdk-account-reader.ts');
    return sdkAccountReader(await settingsFor(target));
  },
  now: Date.now,
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

/** `npm run preflight -- --stage prod`: reads the account and reports what would make a deployment fail. */
export function command({
  print,
  chainOf,
  contract,
  sources,
  readerOf,
  now,
  setExitCode,
}: PreflightSeams = SEAMS): Command {
  return new Command('preflight')
    .description('reads the AWS account and says what deploying a stage would fail at, and the setting that avoids it')
    .option('--stage <name>', 'the stage to deploy', 'dev')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--profile <name>', "profile of the AWS configuration, as cdk's --profile")
    .action(async ({ stage: name, owner, profile }: Options) => {
      const { types, stage } = chainOf(name, owner);
      const target = await deploymentTarget(stage, await sources(), profile);
      const reader = await readerOf(target);
      const { account } = await reader.identity();
      print(showTarget(stage, target, account));
      checkAccount(stage, account);
      const { region, partition } = target;
      const findings = await preflight({
        stage,
        stageOptions: stageOptions(name, owner),
        catalog: types,
        contract: contract(),
        place: { account, region, partition },
        reader,
        now: now(),
      });
      for (const finding of findings) print(showFinding(finding));
      const numberOf = (wanted: Finding['level']) => findings.filter(({ level }) => level === wanted).length;
      const failing = numberOf('fails');
      const unknown = numberOf('unknown');
      const warnings = numberOf('warning');
      const also = warnings === 0 ? '' : `; ${warnings} ${warnings === 1 ? 'warning' : 'warnings'} above`;
      const verdict =
        unknown === 0 ? 'can be deployed' : `can be deployed, as far as it could be read: ${unknown} unknown`;
      print(
        failing === 0
          ? `stage ${stage.name} ${verdict}${also}`
          : `stage ${stage.name}: ${failing} ${failing === 1 ? 'finding' : 'findings'} to mend before it is deployed${also}`,
      );
      if (failing > 0) setExitCode(1);
    });
}
