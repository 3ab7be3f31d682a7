import { Command } from 'commander';
import { catalog } from '../../catalog/index.ts';
import { stageNamed } from '../../catalog/stages.ts';
import { sdkThroughProxy } from '../shared/proxy.ts';
import type { AccountReader } from './account-reader.ts';
import { showFinding } from './finding.ts';
import { preflight } from './preflight.ts';

export interface PreflightSeams {
  readonly print: (text: string) => void;
  /** Of the region given, or of the caller's. */
  readonly readerOf: (region: string | undefined) => Promise<AccountReader>;
  readonly setExitCode: (code: number) => void;
}

const SEAMS: PreflightSeams = {
  print: console.log,
  // Loaded here only: six SDK clients would slow every other command down.
  readerOf: async (region) => {
    const { sdkAccountReader } = await import('./sdk-account-reader.ts');
    return sdkAccountReader({ ...(await sdkThroughProxy()), ...(region === undefined ? {} : { region }) });
  },
  setExitCode: (code) => {
    process.exitCode = code;
  },
};

/** `npm run preflight -- --stage prod`: reads the account and says what a first deployment would fail at. */
export function command({ print, readerOf, setExitCode }: PreflightSeams = SEAMS): Command {
  return new Command('preflight')
    .description('reads the AWS account and says what deploying a stage would fail at, and the setting that avoids it')
    .option('--stage <name>', 'the stage to deploy', 'dev')
    .option('--region <region>', "where to deploy it (default: the stage's, else the caller's)")
    .action(async ({ stage: name, region }: { stage: string; region?: string }) => {
      const stage = stageNamed(name);
      const reader = await readerOf(region ?? stage.region);
      const findings = await preflight(stage, catalog, reader);
      for (const finding of findings) print(showFinding(finding));
      const failing = findings.filter(({ level }) => level === 'fails').length;
      print(
        failing === 0 ? `stage ${name} can be deployed` : `stage ${name}: ${failing} to mend before it is deployed`,
      );
      if (failing > 0) setExitCode(1);
    });
}
