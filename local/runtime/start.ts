import { seededRandom } from '../../core/random.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import type { AlarmChange, AlarmStanding } from '../services/alarms/alarms.ts';
import type { Poll } from '../services/event-source-mapping/settings.ts';
import { Sampler } from '../services/metrics/sampler.ts';
import { type BuiltStack, buildStack } from '../template/build.ts';
import { loadAssembly } from '../template/load.ts';
import type { LocalCloud } from '../template/local-cloud.ts';
import { Account, type AccountCounts } from './account.ts';
import { ApiFront } from './api-front.ts';
import { AwsEndpoint } from './aws-endpoint.ts';
import { routeAwsRequests } from './aws-router.ts';
import { ClosableScheduler } from './closable-scheduler.ts';
import { createCloud } from './create-cloud.ts';
import { drainAccount } from './drain.ts';
import { type AlarmLine, LocalPages, type SignToken } from './local-pages.ts';
import { eventTypesOf, watchQuarantine } from './observe.ts';

export interface RuntimeOptions {
  /** A cloud assembly, as `cdk synth` writes it. */
  readonly assemblyDirectory: string;
  /** The stack, where the assembly holds several. */
  readonly stackName?: string;
  /** Port of the API; 0 takes a free one. @default 3000 */
  readonly port?: number;
  /** Port of the AWS-compatible endpoint; 0 takes a free one. @default 4566 */
  readonly awsPort?: number;
  /**
   * `aws` polls shards once a second, as Lambda does; `immediate` hands records on as they arrive, so that one who tries
   * it out need not wait. @default 'immediate'
   */
  readonly poll?: Poll;
  readonly signToken: SignToken;
  /** Takes what functions write to their logs. @default nothing */
  readonly log?: (functionName: string, output: string) => void;
  /** Told of each alarm that changes its state, but not of those that find at the start that all is well. @default nothing */
  readonly onAlarm?: (change: AlarmChange) => void;
  /** Of ids and jitter. @default a new one each start */
  readonly seed?: number;
  /** Environments that a function may have at once in its thread; further invocations wait. @default 4: more gain nothing on a machine's few cores, and each costs memory */
  readonly maxEnvironments?: number;
  /** @default 'us-east-1' */
  readonly region?: string;
}

export interface Runtime {
  /** Of the API, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Of the AWS-compatible endpoint. */
  readonly awsUrl: string;
  readonly apiKey: string;
  /** Physical name by logical id, the template's outputs, and the types that do nothing here. */
  readonly stack: BuiltStack;
  readonly cloud: LocalCloud;
  stats(): AccountCounts;
  /**
   * Takes no further requests, waits until every event is accounted for, or `limitMs` is over, and answers the account.
   * @param limitMs @default 30,000
   */
  drain(limitMs?: number): Promise<AccountCounts>;
  close(): Promise<void>;
}

/**
 * Runs a synthesized stack on this machine's loopback interface.
 * @throws InputError for a port that is taken, or a template that cannot be run
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { template, assets } = await loadAssembly(options.assemblyDirectory, options.stackName);
  const settled = new Set<() => void>();
  const account = new Account(eventTypesOf(template), () => {
    for (const listener of settled) listener();
  });
  const endpoint = new AwsEndpoint();
  let apiKey = '';
  let alarms = (): readonly AlarmStanding[] => [];
  const front = new ApiFront(
    new LocalPages({
      signToken: options.signToken,
      apiKey: () => apiKey,
      stats: () => account.counts(),
      alarms: () => alarms().map(alarmLine),
    }),
  );
  const scheduler = new ClosableScheduler(new RealScheduler());
  const closers: (() => Promise<void>)[] = [() => endpoint.close(), () => front.close()];
  const close = async (): Promise<void> => {
    await Promise.all(closers.splice(0).map((closer) => closer()));
  };
  try {
    await endpoint.listen(options.awsPort ?? 4566, '--aws-port');
    await front.listen(options.port ?? 3000, '--port');
    const { cloud, closeThreads } = createCloud({
      assets,
      account,
      scheduler,
      random: seededRandom(options.seed ?? newSeed()),
      awsUrl: endpoint.url,
      region: options.region ?? 'us-east-1',
      poll: options.poll ?? 'immediate',
      maxEnvironments: options.maxEnvironments ?? 4,
      log: options.log ?? (() => {}),
    });
    closers.unshift(async () => {
      for (const mapping of cloud.mappings) mapping.disable();
      scheduler.close();
      await closeThreads();
    });
    const stack = buildStack(template, cloud);
    watchQuarantine(template, stack, cloud, account);
    const [gateway] = cloud.gateways;
    if (gateway !== undefined) {
      const { apiId, stage } = gateway.settings;
      apiKey = cloud.usagePlans.firstKey(apiId, stage)?.value ?? '';
      front.serve(gateway);
    }
    endpoint.onRequest(routeAwsRequests(cloud));
    for (const mapping of cloud.mappings) mapping.start();
    sweepExpiredItems(cloud);
    watchAlarms(cloud, options.onAlarm);
    alarms = () => cloud.alarms.all();
    return {
      url: front.url,
      awsUrl: endpoint.url,
      apiKey,
      stack,
      cloud,
      stats: () => account.counts(),
      drain: (limitMs = 30_000) => drainAccount({ account, front, settled, scheduler, limitMs }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** DynamoDB promises that expired items go within days; here they go within a minute, so that one sees it happen. */
const SWEEP_INTERVAL_MS = 60_000;

/** Deletes expired items again and again. */
function sweepExpiredItems({ scheduler, tables }: Pick<LocalCloud, 'scheduler' | 'tables'>): void {
  scheduler.schedule(SWEEP_INTERVAL_MS, () => {
    tables.sweepExpired();
    sweepExpiredItems({ scheduler, tables });
  });
}

function watchAlarms(
  { alarms, metrics, queues, tables }: LocalCloud,
  onAlarm: RuntimeOptions['onAlarm'] = () => {},
): void {
  const sampler = new Sampler(metrics, queues, tables);
  alarms.onChange((change) => {
    if (change.from !== 'INSUFFICIENT_DATA' || change.to !== 'OK') onAlarm(change);
  });
  alarms.start(() => sampler.sample());
}

function alarmLine({ alarm, state, since, reason }: AlarmStanding): AlarmLine {
  const { name, description } = 'settings' in alarm ? alarm.settings : alarm;
  return { name, state, since: new Date(since).toISOString(), reason, description };
}

/** From the clock: two starts have different ids. The only place where the runtime is not told its seed. */
function newSeed(): number {
  return (Date.now() ^ (process.pid << 12)) | 0;
}
