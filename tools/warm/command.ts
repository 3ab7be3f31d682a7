import { Command } from 'commander';
import { chainNamed } from '../../catalog/chain-named.ts';
import { planChain } from '../../core/capacity/plan/chain.ts';
import { InputError } from '../../core/errors.ts';
import { type AccountReader, resourceOf, stackName } from '../shared/aws/account-reader.ts';
import {
  checkAccount,
  type DeploymentTarget,
  deploymentTarget,
  showTarget,
  stageOptions,
  type TargetSources,
} from '../shared/aws/deployment-target.ts';
import { withPermissions } from '../shared/aws/with-permissions.ts';
import { factor as factorOf } from '../shared/quantities.ts';
import type { WarmTable } from './table-warmer.ts';
import { warmText } from './text.ts';
import { isRaised, warmPlan } from './warm-plan.ts';

/** What the command needs of AWS. */
export interface WarmAccount {
  readonly reader: Pick<AccountReader, 'identity' | 'stack' | 'warmth'>;
  readonly warmTable: WarmTable;
}

export interface WarmSeams {
  readonly print: (text: string) => void;
  readonly chainOf: typeof chainNamed;
  readonly sources: () => Promise<TargetSources>;
  readonly accountOf: (target: DeploymentTarget) => Promise<WarmAccount>;
}

interface Options {
  readonly stage: string;
  readonly owner?: string;
  readonly profile?: string;
  readonly peak?: number;
  readonly yes?: true;
}

const SEAMS: WarmSeams = {
  print: console.log,
  chainOf: chainNamed,
  sources: async () => (await import('../shared/aws/process-sources.ts')).PROCESS_SOURCES,
  accountOf: async (target) => {
    const { sdkAccountReader, settingsFor } = await import('../shared/aws/sdk-account-reader.ts');
    const { tableWarmer } = await import('./table-warmer.ts');
    const settings = await settingsFor(target);
    return { reader: sdkAccountReader(settings), warmTable: tableWarmer(settings) };
  },
};

const PERMISSIONS =
  'cloudformation:DescribeStacks, cloudformation:ListStackResources, cloudformation:GetTemplateSummary, dynamodb:DescribeTable, and dynamodb:UpdateTable with --yes';

/**
 * `npm run cairn -- warm --stage prod`: warms table and index of a deployed stage, so that they serve the planned peak
 * immediately.
 */
export function command({ print, chainOf, sources, accountOf }: WarmSeams = SEAMS): Command {
  return new Command('warm')
    .description(
      'shows the throughput that table and index of a deployed stage serve at once, and what its peak needs; --yes raises it',
    )
    .option('--stage <name>', 'the stage of catalog/stages.ts', 'prod')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--profile <name>', "profile of the AWS configuration, as cdk's --profile")
    .option('--peak <factor>', 'such as x2: twice the traffic of the catalog', factorOf('--peak'))
    .option('--yes', 'raises what is too low, at the price shown (default: changes nothing)')
    .action(async ({ stage: name, owner, profile, peak, yes }: Options) => {
      const { types, stage } = chainOf(name, owner);
      const factor = peak ?? 1;
      const target = await deploymentTarget(stage, await sources(), profile);
      const { reader, warmTable } = await accountOf(target);
      const { account } = await reader.identity();
      print(showTarget(stage, target, account));
      checkAccount(stage, account);

      const { tableThroughput } = planChain(types, { ...stage, trafficScale: stage.trafficScale * factor });
      const tableName = await withPermissions(PERMISSIONS, () => deployedTable(reader, stackName(stage), target));
      const warmth = await withPermissions(PERMISSIONS, () => reader.warmth(tableName));
      const plan = warmPlan(warmth, tableThroughput);
      print(warmText(tableName, factor === 1 ? 'peak' : `${factor} × peak`, plan));
      if (!plan.parts.some(isRaised)) return;
      if (yes !== true) {
        const again = peak === undefined ? '' : ` --peak x${peak}`;
        print(`Nothing was changed. To raise it: npm run cairn -- warm ${stageOptions(name, owner)}${again} --yes`);
        return;
      }
      if (warmth.status !== 'ACTIVE') {
        throw new InputError({
          input: `table ${tableName}`,
          received: warmth.status,
          allowed: 'ACTIVE: no other change under way',
          remedy: 'Run the command again in some minutes.',
        });
      }
      await withPermissions(PERMISSIONS, () => warmTable(tableName, plan.parts));
      print(
        'AWS raises it now, in the background; traffic continues. The command without --yes shows when it is done.',
      );
    });
}

async function deployedTable(
  reader: WarmAccount['reader'],
  stack: string,
  { region }: DeploymentTarget,
): Promise<string> {
  const deployed = await reader.stack(stack);
  const table = deployed && resourceOf(deployed, 'AWS::DynamoDB::Table', 'Table');
  if (table !== undefined) return table.physicalId;
  throw new InputError({
    input: `stack ${stack}`,
    received: deployed === undefined ? `no such stack in ${region}` : `${deployed.status}, without a table`,
    allowed: 'a stage that is deployed',
    remedy: 'Deploy the stage first (README, "Deploy to AWS"), or set the region and account that it is in.',
  });
}
