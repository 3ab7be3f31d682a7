import { seededRandom } from '../../../core/random.ts';
import { RealScheduler } from '../../../core/scheduler/real-scheduler.ts';
import { drainAccount } from '../../start/drain.ts';
import { Account, type AccountCounts } from '../../start/ledger/event-ledger.ts';
import type { End } from '../../start/ledger/ledger.ts';
import { Measurements } from '../../start/measurements.ts';
import { eventTypesOf, watchQuarantine, watchTables } from '../../start/observe.ts';
import { type AlarmLine, LocalPages, type SignToken } from '../../start/pages/local-pages.ts';
import type { AlarmChange, AlarmStanding } from '../services/alarms/alarms.ts';
import type { Poll } from '../services/event-source-mapping/settings.ts';
import type { FaultSpec } from '../services/faults/fault-spec.ts';
import { type FaultStanding, Faults } from '../services/faults/faults.ts';
import { Sampler } from '../services/metrics/sampler.ts';
import type { BuiltStack } from '../template/build.ts';
import { type Assembly, loadAssembly } from '../template/load.ts';
import type { LocalCloud } from '../template/local-cloud.ts';
import { LiveStack } from '../template/update/live-stack.ts';
import { ApiFront } from './api-front.ts';
import { AwsEndpoint } from './aws-endpoint.ts';
import { routeAwsRequests } from './aws-router.ts';
import { ClosableScheduler } from './closable-scheduler.ts';
import { type CloudOptions, createCloud } from './create-cloud.ts';
import { StackUpdates, type UpdateReport } from './stack-updates.ts';

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
  /** Faults to put in once the runtime is ready. @default none */
  readonly faults?: readonly FaultSpec[];
  /** Told of each fault that begins or ends. @default nothing */
  readonly onFault?: (standing: FaultStanding) => void;
  /** Told of resources that an update took out of the template and that stay as long as the run, as they hold something. @default nothing */
  readonly onKept?: (logicalIds: readonly string[]) => void;
  /** Of ids, jitter and faults. @default a new one each start */
  readonly seed?: number;
  /** Environments that a function may have at once in its thread; further invocations wait. @default 2: more gain nothing on a machine's few cores, and each costs memory */
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
  readonly faults: Faults;
  /**
   * Applies another template, or other code, to what runs: as a whole, or not at all where a difference cannot be.
   * @param change of the assembly that runs
   * @throws InputError for a template that cannot be run, or what a function's new code throws as it is loaded
   */
  update(change: (current: Assembly) => Assembly): Promise<UpdateReport>;
  stats(): AccountCounts;
  /** What ended otherwise than processed, and why. */
  ends(): readonly End[];
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
  const assembly = await loadAssembly(options.assemblyDirectory, options.stackName);
  const { template, assets } = assembly;
  const settled = new Set<() => void>();
  const account = new Account(eventTypesOf(template), () => {
    for (const listener of settled) listener();
  });
  const measurements = new Measurements();
  const endpoint = new AwsEndpoint();
  let apiKey = '';
  let stageName = '';
  let alarms = (): readonly AlarmStanding[] => [];
  let faults: Faults | undefined;
  const seed = options.seed ?? newSeed();
  const front = new ApiFront(
    new LocalPages({
      signToken: options.signToken,
      awsUrl: () => endpoint.url,
      stage: () => stageName,
      apiKey: () => apiKey,
      stats: () => account.counts(),
      alarms: () => alarms().map(alarmLine),
      measurements: () => measurements.all(),
      faults: () => faults,
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
    const cloudOptions: CloudOptions = {
      assets,
      account,
      measurements,
      scheduler,
      random: seededRandom(seed),
      awsUrl: endpoint.url,
      region: options.region ?? 'us-east-1',
      poll: options.poll ?? 'immediate',
      maxEnvironments: options.maxEnvironments ?? 2,
      log: options.log ?? (() => {}),
    };
    const { cloud, closeThreads } = createCloud(cloudOptions);
    closers.unshift(async () => {
      for (const mapping of cloud.mappings) mapping.disable();
      scheduler.close();
      await closeThreads();
    });
    const live = new LiveStack(template, cloud);
    const watchedQueues = new Set<string>();
    const watchedTables = new Set<string>();
    const serve = (built: Assembly): void => {
      account.addTypes(eventTypesOf(built.template));
      watchQuarantine(built.template, live.stack, cloud, account, watchedQueues);
      watchTables(built.template, live.stack, cloud, account, watchedTables);
      const [gateway] = cloud.gateways;
      if (gateway !== undefined) {
        const { apiId, stage } = gateway.settings;
        stageName = stage;
        apiKey = cloud.usagePlans.firstKey(apiId, stage)?.value ?? '';
        front.serve(gateway);
      }
      for (const mapping of cloud.mappings) mapping.start();
    };
    serve(assembly);
    endpoint.onRequest(routeAwsRequests(cloud));
    const updates = new StackUpdates({
      assembly,
      live,
      cloud,
      scheduler,
      trial: (tried) => trialCloud(cloudOptions, tried),
      applied: (built) => {
        serve(built);
        faults?.refresh();
      },
      isSettled: (types) => types.every((type) => account.isSettled(type)),
      onKept: options.onKept ?? (() => {}),
    });
    sweepExpiredItems(cloud);
    watchAlarms(cloud, options.onAlarm);
    alarms = () => cloud.alarms.all();
    const named = {
      ...cloud,
      get aliases() {
        return live.stack.resources;
      },
    };
    faults = new Faults(named, scheduler, seededRandom(~seed), options.onFault);
    for (const spec of options.faults ?? []) faults.add(spec, '--fault');
    return {
      url: front.url,
      awsUrl: endpoint.url,
      get apiKey() {
        return apiKey;
      },
      get stack() {
        return live.stack;
      },
      cloud,
      update: (change) => updates.update(change),
      faults,
      stats: () => account.counts(),
      ends: () => account.ends(),
      drain: (limitMs = 30_000) => drainAccount({ account, front, settled, scheduler, limitMs }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An empty cloud of which nothing is seen, to find out whether a template can be built. */
function trialCloud(options: CloudOptions, { assets }: Assembly): { cloud: LocalCloud; close: () => Promise<void> } {
  const scheduler = new ClosableScheduler(options.scheduler);
  const { cloud, closeThreads } = createCloud({
    ...options,
    assets,
    scheduler,
    account: new Account([], () => {}),
    random: seededRandom(0),
  });
  return {
    cloud,
    close: async () => {
      scheduler.close();
      await closeThreads();
    },
  };
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
