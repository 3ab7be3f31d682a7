import type { StageConfig } from '../../../catalog/stages.ts';
import { InputError } from '../../../core/errors.ts';
import { type AccountReader, type DeployedStack, stackName } from './account-reader.ts';

/** The stack of a stage that a command reads with `--stage`. @throws InputError if it is not deployed */
export async function deployedStack(reader: Pick<AccountReader, 'stack'>, stage: StageConfig): Promise<DeployedStack> {
  const stack = await reader.stack(stackName(stage));
  if (stack !== undefined) return stack;
  throw new InputError({
    input: '--stage',
    received: `${stage.name}, which is not deployed: no stack ${stackName(stage)} in this account and region`,
    allowed: 'a stage that is deployed',
    remedy: 'Deploy it, set the region and account that it is in, or leave --stage out for the local runtime.',
  });
}
