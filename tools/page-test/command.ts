import { Command } from 'commander';
import { stageNamed } from '../../catalog/stage-named.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { InputError } from '../../core/errors.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
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
import type { AlarmMessages, Subscriber } from './alarm-messages.ts';

/** What the command needs of AWS. */
export interface PageTestAccount {
  readonly reader: Pick<AccountReader, 'identity' | 'stack'>;
  readonly messages: AlarmMessages;
}

export interface PageTestSeams {
  readonly print: (text: string) => void;
  readonly stageOf: typeof stageNamed;
  readonly clock: Clock;
  readonly sources: () => Promise<TargetSources>;
  readonly accountOf: (target: DeploymentTarget) => Promise<PageTestAccount>;
}

interface Options {
  readonly stage: string;
  readonly owner?: string;
  readonly profile?: string;
  readonly yes?: true;
}

const SEAMS: PageTestSeams = {
  print: console.log,
  stageOf: stageNamed,
  clock: new RealScheduler(),
  sources: async () => (await import('../shared/aws/process-sources.ts')).PROCESS_SOURCES,
  accountOf: async (target) => {
    const { sdkAccountReader, settingsFor } = await import('../shared/aws/sdk-account-reader.ts');
    const { sdkAlarmMessages } = await import('./alarm-messages.ts');
    const settings = await settingsFor(target);
    return { reader: sdkAccountReader(settings), messages: sdkAlarmMessages(settings) };
  },
};

const PERMISSIONS =
  'to read the stack, sns:ListSubscriptionsByTopic; with --yes sns:Publish, kms:GenerateDataKey and kms:Decrypt';

/** `npm run cairn -- page-test --stage prod --yes`: one test message by the way that an alarm's message takes. */
export function command({ print, stageOf, clock, sources, accountOf }: PageTestSeams = SEAMS): Command {
  return new Command('page-test')
    .description("shows who gets a stage's alarms; --yes sends them one test message through the real topic")
    .option('--stage <name>', 'the stage of catalog/stages.ts', 'prod')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--profile <name>', "profile of the AWS configuration, as cdk's --profile")
    .option('--yes', 'sends the message (default: sends nothing)')
    .action(async ({ stage: name, owner, profile, yes }: Options) => {
      const stage = stageOf(name, owner);
      const target = await deploymentTarget(stage, await sources(), profile);
      const { reader, messages } = await accountOf(target);
      const { account } = await reader.identity();
      print(showTarget(stage, target, account));
      checkAccount(stage, account);
      await withPermissions(PERMISSIONS, async () => {
        const topic = await topicOf(reader, stage);
        const subscribers = await messages.subscribers(topic);
        print(subscribersText(topic, subscribers));
        checkAnybody(stage, subscribers);
        if (yes !== true) {
          print(`Nothing was sent. To send it: npm run cairn -- page-test ${stageOptions(name, owner)} --yes`);
          return;
        }
        const { subject, body } = testMessage(stage, new Date(clock.now()));
        const id = await messages.publish(topic, subject, body);
        print(
          `Sent "${subject}" as message ${id}. Ask each of them whether it has arrived: SNS accepts a message before it delivers it.`,
        );
      });
    });
}

async function topicOf(reader: PageTestAccount['reader'], stage: StageConfig): Promise<string> {
  const name = `${stackName(stage)}-watch`;
  const stack = await reader.stack(name);
  const topic = stack && resourceOf(stack, 'AWS::SNS::Topic', 'Topic');
  if (topic !== undefined) return topic.physicalId;
  throw new InputError({
    input: `stack ${name}`,
    received: stack === undefined ? 'no such stack in this account and region' : `${stack.status}, without a topic`,
    allowed: 'a stage whose alarms are deployed',
    remedy: 'Deploy both stacks of the stage (npx cdk deploy --all), or set the region and account that they are in.',
  });
}

function subscribersText(topic: string, subscribers: readonly Subscriber[]): string {
  const lines = subscribers.map(
    ({ protocol, endpoint, isConfirmed }) =>
      `  ${protocol} ${endpoint}${isConfirmed ? '' : '  HAS NOT CONFIRMED: gets nothing'}`,
  );
  return [`messages of ${topic} go to`, ...(lines.length === 0 ? ['  nobody'] : lines)].join('\n');
}

function checkAnybody(stage: StageConfig, subscribers: readonly Subscriber[]): void {
  if (subscribers.some(({ isConfirmed }) => isConfirmed)) return;
  throw new InputError({
    input: `alarmSubscribers of stage ${stage.name}`,
    received: subscribers.length === 0 ? 'none' : 'none that has confirmed',
    allowed: 'at least one that has confirmed',
    remedy: 'Add one in catalog/stages.ts and deploy, or follow the link in the message that asks to confirm.',
  });
}

/** A subject of SNS is ASCII, up to 100 characters (sns/latest/api, API_Publish). */
function testMessage({ name }: StageConfig, at: Date): { readonly subject: string; readonly body: string } {
  return {
    subject: `TEST: Cairn ${name}, nothing is wrong`,
    body: [
      `This is a test of the alarms of Cairn, stage ${name}, sent at ${at.toISOString()}. Nothing is wrong.`,
      '',
      'A message about a fault comes from the same topic. Its subject begins with "ALARM:", and its text names the page of docs/runbooks that says what to do.',
      'If this did not wake you and a fault should, change the device or the subscription now.',
    ].join('\n'),
  };
}
