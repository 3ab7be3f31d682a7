import type { StageConfig } from '../../../catalog/stages.ts';
import type { AccountReader } from './account-reader.ts';
import { checkAccount, type DeploymentTarget, deploymentTarget, type TargetSources } from './deployment-target.ts';

/** What reads an account, and perhaps more of it. */
interface ReadAccount {
  readonly reader: Pick<AccountReader, 'identity'>;
}

export interface AccountSeams<Account extends ReadAccount> {
  readonly sources: () => Promise<TargetSources>;
  readonly accountOf: (target: DeploymentTarget) => Promise<Account>;
}

/**
 * Opens the account of a stage with the caller's credentials.
 * @returns the account, and where it is, in words
 * @throws InputError if nothing names a region, or the stage belongs to another account
 */
export async function stageAccount<Account extends ReadAccount>(
  stage: StageConfig,
  { sources, accountOf }: AccountSeams<Account>,
  profile?: string,
): Promise<Account & { readonly source: string }> {
  const target = await deploymentTarget(stage, await sources(), profile);
  const opened = await accountOf(target);
  const { account } = await opened.reader.identity();
  checkAccount(stage, account);
  return { ...opened, source: `account ${account}, ${target.region}` };
}
