import { Command } from 'commander';
import { chainNamed } from '../../catalog/chain-named.ts';
import { EVENT_SOURCE } from '../../core/chain/bus-entry-source.ts';
import { InputError } from '../../core/errors.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { type Scheduler, sleep } from '../../core/scheduler/scheduler.ts';
import { resourceOf } from '../shared/aws/account-reader.ts';
import {
  type ConnectedStage,
  connectStage,
  type StageOptions,
  type StageSeams,
  sdkReader,
} from '../shared/aws/connected-stage.ts';
import { withPermissions } from '../shared/aws/with-permissions.ts';
import { timeOf } from '../shared/quantities.ts';
import { planReplay, type ReplayPlan } from './replay-plan.ts';
import type { ReplayPorts } from './replay-ports.ts';

export interface ReplaySeams extends StageSeams {
  readonly print: (text: string) => void;
  readonly scheduler: Scheduler;
  readonly portsOf: (connected: ConnectedStage) => Promise<ReplayPorts>;
}

export const SEAMS: ReplaySeams = {
  print: console.log,
  chainOf: chainNamed,
  send: fetch,
  sources: async () => (await import('../shared/aws/process-sources.ts')).PROCESS_SOURCES,
  readerOf: sdkReader,
  scheduler: new RealScheduler(),
  portsOf: async ({ settings }) => (await import('./replay-ports.ts')).sdkReplayPorts(settings),
};

interface Options extends StageOptions {
  readonly from: string;
  readonly to: string;
  readonly type?: string;
  readonly dryRun?: true;
}

const PERMISSIONS = 'events:DescribeArchive, events:ListRules, events:StartReplay and events:DescribeReplay';
const LOOK_MS = 5_000;
/** The first looks come sooner: a replay of minutes is over within a second here. */
const FIRST_LOOK_MS = 200;
const ENDED: readonly string[] = ['COMPLETED', 'CANCELLED', 'FAILED'];

/** `npm run cairn -- replay --from 2h --to 1h`: the archived events of a span of time, once more to the handlers alone. */
export function command(seams: ReplaySeams = SEAMS): Command {
  const { print, scheduler } = seams;
  return new Command('replay')
    .description('sends the archived events of a span of time to the handlers once more; AWS chooses the rate')
    .requiredOption('--from <time>', 'from when on: 2026-11-27T18:00Z, or how long ago, such as 2h')
    .requiredOption('--to <time>', 'until when: likewise; 0 is now')
    .option('--type <type>', 'only to the handler of an event type')
    .option('--stage <name>', 'a stage on AWS or an emulator (default: the local runtime)')
    .option('--owner <name>', "a developer's own copy of the stage, as cdk's -c owner=<name>")
    .option('--profile <name>', "profile of the AWS configuration, as cdk's --profile")
    .option('--url <url>', 'the URL of the local runtime', 'http://127.0.0.1:3000')
    .option('--dry-run', 'says what would be replayed, and replays nothing')
    .action(async (options: Options) => {
      const now = scheduler.now();
      const [from, to] = [timeOf('--from', options.from, now), timeOf('--to', options.to, now)];
      const connected = await connectStage(options, seams);
      const ports = await seams.portsOf(connected);
      await withPermissions(PERMISSIONS, async () => {
        const order = { from, to, ...(options.type !== undefined && { type: options.type }) };
        const archive = await ports.archive(nameIn(connected, 'AWS::Events::Archive', 'EventBusArchive'));
        const rules = await ports.rules(nameIn(connected, 'AWS::Events::EventBus', 'EventBus'));
        const plan = planReplay(order, archive, rules, EVENT_SOURCE, now);
        print(planText(plan, connected.source));
        if (options.dryRun === true) {
          print('Nothing was replayed.');
          return;
        }
        await ports.start(plan);
        await untilEnd(plan, ports);
      });
    });

  async function untilEnd({ name, from, to }: ReplayPlan, ports: ReplayPorts): Promise<void> {
    print(`started ${name}. To stop it: aws events cancel-replay --replay-name ${name}`);
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(LOOK_MS, 2 * pause)) {
      await sleep(scheduler, pause);
      const { state, reason, replayedTo } = await ports.progress(name);
      if (!ENDED.includes(state)) {
        const share = replayedTo === undefined ? 0 : (replayedTo - from) / (to - from);
        print(`${state}: ${Math.round(Math.min(1, Math.max(0, share)) * 100)} % of the time`);
        continue;
      }
      if (state !== 'COMPLETED') throw notCompleted(name, state, reason);
      print('COMPLETED. What was processed before counts as a duplicate, and has no second effect.');
      return;
    }
  }
}

function nameIn({ resources, chain }: ConnectedStage, type: string, id: string): string {
  const resource = resourceOf({ resources }, type, id);
  if (resource !== undefined) return resource.physicalId;
  throw new InputError({
    input: `stage ${chain.stage.name}`,
    received: `no ${type}`,
    allowed: 'a stage with a bus and an archive',
    remedy: 'Deploy the stage. An archive that was deleted cannot be replayed.',
  });
}

function planText({ from, to, types, archiveArn, notes }: ReplayPlan, source: string): string {
  return [
    `${source}: ${archiveArn}`,
    `from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}, to the handlers of ${types.join(', ')}`,
    ...notes.map((note) => `Note: ${note}.`),
  ].join('\n');
}

function notCompleted(name: string, state: string, reason: string): InputError {
  return new InputError({
    input: `replay ${name}`,
    received: reason === '' ? state : `${state}: ${reason}`,
    allowed: 'a replay that ends COMPLETED',
    remedy: 'Run the command again: what was replayed has no second effect.',
  });
}
