import { Command } from 'commander';
import { chainNamed } from '../../catalog/chain-named.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { cutOffFromAws } from '../../local/aws/runtime/no-aws-settings.ts';
import { type AccountSeams, stageAccount } from '../shared/aws/stage-account.ts';
import { withPermissions } from '../shared/aws/with-permissions.ts';
import type { MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import { localPageReader } from '../shared/read-local-page.ts';
import { awsFacts, type StatusAccount } from './aws-facts.ts';
import type { StageFacts } from './facts.ts';
import type { ReadGovernor } from './governor.ts';
import { type LocalHealth, localFacts } from './local-facts.ts';
import { statusOf } from './status.ts';
import { statusText } from './text.ts';

export interface StatusSeams extends AccountSeams<StatusAccount> {
  readonly print: (text: string) => void;
  readonly chainOf: typeof chainNamed;
  readonly clock: Clock;
  readonly send: typeof fetch;
  readonly metricsAt: () => Promise<(awsUrl: string) => MetricReader>;
  readonly governorAt: () => Promise<(awsUrl: string) => ReadGovernor>;
}

interface Options {
  readonly stage?: string;
  readonly owner?: string;
  readonly profile?: string;
  readonly url: string;
  readonly json?: true;
}

export const SEAMS: StatusSeams = {
  print: console.log,
  chainOf: chainNamed,
  clock: new RealScheduler(),
  send: fetch,
  metricsAt: async () => (await import('../shared/cloudwatch/sdk-metric-reader.ts')).localMetricReader,
  governorAt: async () => (await import('./governor.ts')).localGovernorReader,
  sources: async () => (await import('../shared/aws/process-sources.ts')).PROCESS_SOURCES,
  accountOf: async (target) => {
    const { sdkAccountReader, settingsFor } = await import('../shared/aws/sdk-account-reader.ts');
    const { sdkAlarmReader } = await import('../shared/cloudwatch/sdk-alarm-reader.ts');
    const { sdkMetricReader } = await import('../shared/cloudwatch/sdk-metric-reader.ts');
    const settings = await settingsFor(target);
    const { governorReader } = await import('./governor.ts');
    return {
      reader: sdkAccountReader(settings),
      alarms: sdkAlarmReader(settings),
      metrics: sdkMetricReader(settings),
      governor: governorReader(settings),
    };
  },
};

const PERMISSIONS = 'cloudformation:DescribeStacks, ListStackResources and GetTemplateSummary';

/** `npm run cairn -- status [--stage prod]`: what is raised, late, refused and lost, on one screen. */
export function command(seams: StatusSeams = SEAMS): Command {
  const { print, chainOf, clock } = seams;
  return new Command('status')
    .description(
      'shows on one screen what is raised and since when, what waits, what is refused and why, and dead letters',
    )
    .option('--stage <name>', 'a stage on AWS, read by calls that change nothing (default: the local runtime)')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--profile <name>', "profile of the AWS configuration, as cdk's --profile")
    .option('--url <url>', 'the URL of the local runtime', 'http://127.0.0.1:3000')
    .option('--json', 'prints the status as JSON')
    .action(async ({ stage, owner, profile, url, json }: Options) => {
      const now = clock.now();
      const { chain, facts } =
        stage === undefined ? await readLocal(url, seams, now) : await readAws({ stage, owner, profile }, seams, now);
      const status = statusOf(chain, facts, now);
      print(json === true ? JSON.stringify(status, null, 2) : statusText(status));
    });

  async function readLocal(url: string, { send, metricsAt, governorAt }: StatusSeams, at: number) {
    cutOffFromAws();
    const read = localPageReader(url, send);
    const health = await read<LocalHealth>('/local/health');
    const chain = chainOf(health.stage);
    const types = chain.types.map(({ type }) => type);
    const local = await localFacts(read, health, types, await metricsAt(), await governorAt(), at);
    const facts: StageFacts = { source: url, ...local };
    return { chain, facts };
  }

  async function readAws(
    { stage, owner, profile }: { readonly stage: string; readonly owner?: string; readonly profile?: string },
    given: StatusSeams,
    at: number,
  ) {
    const chain = chainOf(stage, owner);
    const { source, ...account } = await stageAccount(chain.stage, given, profile);
    const types = chain.types.map(({ type }) => type);
    const facts = await withPermissions(PERMISSIONS, () => awsFacts(account, chain.stage, types, at));
    return { chain, facts: { source, ...facts } };
  }
}
