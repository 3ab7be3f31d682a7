import { seededRandom } from '../../../core/random.ts';
import { RealScheduler } from '../../../core/scheduler/real-scheduler.ts';
import type { AlarmChange } from '../services/alarms/alarms.ts';
import type { ServiceDelays } from '../services/delays.ts';
import type { Poll } from '../services/event-source-mapping/settings.ts';
import type { FaultSpec } from '../services/faults/fault-spec.ts';
import { MemoryBudget } from '../services/memory/memory-budget.ts';
import type { BuiltStack } from '../template/build.ts';
import { type Assembly, loadAssembly } from '../template/load.ts';
import type { CloudObservers, LocalCloud } from '../template/local-cloud.ts';
import type { Template } from '../template/template.ts';
import { LiveStack } from '../template/update/live-stack.ts';
import { ApiFront, type OwnPages } from './api-front.ts';
import { AwsEndpoint } from './aws-endpoint.ts';
import { routeAwsRequests } from './aws-router.ts';
import { ClosableScheduler } from './closable-scheduler.ts';
import { type CloudOptions, createCloud } from './create-cloud.ts';
import { type FaultStanding, Faults } from './faults/faults.ts';
import { Sampler } from './sampler.ts';
import { StackUpdates, type UpdateReport } from './stack-updates.ts';

export interface LocalAwsOptions {
  /** A cloud assembly that `cdk synth` wrote. */
  readonly assemblyDirectory: string;
  /** The stack to run, if the assembly has several that read outputs of no other. */
  readonly stackName?: string;
  /** Port of the API; 0 uses a free one. @default 3000 */
  readonly port?: number;
  /** Port of the AWS-compatible endpoint; 0 uses a free one. @default 4566 */
  readonly awsPort?: number;
  /**
   * `aws` polls shards once a second, as Lambda does; `immediate` delivers records as they arrive, so that a person who
   * tries the game does not wait. @default 'immediate'
   */
  readonly poll?: Poll;
  /** How long changes of shards and mappings take, and how late metrics are. @default none: all holds at once */
  readonly delays?: ServiceDelays;
  /** Receives what functions write to their logs. @default nothing */
  readonly log?: (functionName: string, output: string) => void;
  /** Called when an alarm changes its state, except from INSUFFICIENT_DATA to OK, as at the start. @default nothing */
  readonly onAlarm?: (change: AlarmChange) => void;
  /** Faults to add once the runtime is ready. @default none */
  readonly faults?: readonly FaultSpec[];
  /** Called when a fault begins or ends. @default nothing */
  readonly onFault?: (standing: FaultStanding) => void;
  /**
   * Called once for each unknown event bus that PutEvents names: AWS accepts such events and loses them.
   * @default nothing
   */
  readonly onUnknownBus?: (nameOrArn: string) => void;
  /**
   * Called with resources that left the template in an update and stay until the run ends, because they hold data.
   * @default nothing
   */
  readonly onKept?: (logicalIds: readonly string[]) => void;
  /** Seed of ids, jitter and faults. @default a new one each start */
  readonly seed?: number;
  /**
   * Most environments that a function may have at once in its thread; further invocations wait.
   * @default 2: more do not help on a machine's few cores, and each costs memory
   */
  readonly maxEnvironments?: number;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** Limits the memory of the services' history. @default no limit */
  readonly memory?: MemoryBudget;
  /** Observers of the services. @default none */
  readonly observers?: CloudObservers;
  /** Answer their paths instead of the API. @default the API has every path */
  readonly pages?: OwnPages;
  /**
   * Called with the running stack, at the start and after each update, before a request reaches it.
   * @default nothing
   */
  readonly onServed?: (template: Template, stack: BuiltStack, cloud: LocalCloud) => void;
  /**
   * Returns whether no event of these detail types is in flight. Resources that left the template wait for that.
   * @default always true
   */
  readonly isSettled?: (detailTypes: readonly string[]) => boolean;
}

export interface LocalAws {
  /** Address of the API, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Address of the AWS-compatible endpoint. */
  readonly awsUrl: string;
  /** Name of the API's stage; empty if the template has no API. */
  readonly stageName: string;
  /** The first key of the API's usage plans; empty if there are none. */
  readonly apiKey: string;
  /** Physical name by logical id, the template's outputs, and the types that have no effect here. */
  readonly stack: BuiltStack;
  readonly cloud: LocalCloud;
  readonly faults: Faults;
  /** The HTTP server in front of the API. */
  readonly front: Pick<ApiFront, 'stopAccepting' | 'active' | 'onIdle'>;
  /**
   * Applies another template or other code to the running stack: as a whole, or not at all if one difference cannot be
   * applied.
   * @param change of the running assembly
   * @throws InputError for a template that cannot run, or the error that a function's new code throws while it loads
   */
  update(change: (current: Assembly) => Assembly): Promise<UpdateReport>;
  close(): Promise<void>;
}

/**
 * Runs a synthesized stack on this machine's loopback interface.
 * @throws InputError for a port that is in use, or a template that cannot run
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const assembly = await loadAssembly(options.assemblyDirectory, options.stackName);
  const endpoint = new AwsEndpoint();
  const front = new ApiFront(options.pages);
  const seed = options.seed ?? newSeed();
  const scheduler = new ClosableScheduler(new RealScheduler());
  const closers: (() => Promise<void>)[] = [() => endpoint.close(), () => front.close()];
  const close = async (): Promise<void> => {
    await Promise.all(closers.splice(0).map((closer) => closer()));
  };
  try {
    await endpoint.listen(options.awsPort ?? 4566, '--aws-port');
    await front.listen(options.port ?? 3000, '--port');
    const cloudOptions: CloudOptions = {
      assets: assembly.assets,
      observers: options.observers ?? {},
      scheduler,
      random: seededRandom(seed),
      awsUrl: endpoint.url,
      region: options.region ?? 'us-east-1',
      poll: options.poll ?? 'immediate',
      maxEnvironments: options.maxEnvironments ?? 2,
      ...(options.delays !== undefined && { delays: options.delays }),
      ...(options.memory !== undefined && { memory: options.memory }),
      log: options.log ?? (() => {}),
      onUnknownBus: options.onUnknownBus,
    };
    const { cloud, closeThreads } = createCloud(cloudOptions);
    closers.unshift(async () => {
      for (const mapping of cloud.mappings) mapping.disable();
      scheduler.close();
      await closeThreads();
    });
    const live = new LiveStack(assembly.template, cloud);
    let [stageName, apiKey] = ['', ''];
    const serve = ({ template }: Assembly): void => {
      options.onServed?.(template, live.stack, cloud);
      const [gateway] = cloud.gateways;
      if (gateway !== undefined) {
        stageName = gateway.settings.stage;
        apiKey = cloud.usagePlans.firstKey(gateway.settings.apiId, stageName)?.value ?? '';
        front.serve(gateway);
      }
      for (const mapping of cloud.mappings) mapping.start();
    };
    serve(assembly);
    endpoint.onRequest(routeAwsRequests(cloud));
    sweepExpiredItems(cloud);
    watchAlarms(cloud, options.onAlarm);
    const named = {
      ...cloud,
      get aliases() {
        return live.stack.resources;
      },
    };
    const faults = new Faults(named, scheduler, seededRandom(~seed), options.onFault);
    for (const spec of options.faults ?? []) faults.add(spec, '--fault');
    const updates = new StackUpdates({
      assembly,
      live,
      cloud,
      scheduler,
      trial: (tried) => trialCloud(cloudOptions, tried),
      applied: (built) => {
        serve(built);
        faults.refresh();
      },
      isSettled: options.isSettled ?? (() => true),
      onKept: options.onKept ?? (() => {}),
    });
    return {
      url: front.url,
      awsUrl: endpoint.url,
      get stageName() {
        return stageName;
      },
      get apiKey() {
        return apiKey;
      },
      get stack() {
        return live.stack;
      },
      cloud,
      faults,
      front,
      update: (change) => updates.update(change),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Creates an empty, unobserved cloud, in which a template is built to check that it can be. */
function trialCloud(options: CloudOptions, { assets }: Assembly): { cloud: LocalCloud; close: () => Promise<void> } {
  const scheduler = new ClosableScheduler(options.scheduler);
  const { cloud, closeThreads } = createCloud({
    ...options,
    assets,
    scheduler,
    // A budget of its own, so that the trial does not count in the real one.
    memory: new MemoryBudget(),
    observers: {},
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

/**
 * DynamoDB deletes expired items within days; the local runtime does so within a minute, so that a person can see it.
 */
const SWEEP_INTERVAL_MS = 60_000;

/** Deletes expired items at this interval. */
function sweepExpiredItems({ scheduler, tables }: Pick<LocalCloud, 'scheduler' | 'tables'>): void {
  scheduler.schedule(SWEEP_INTERVAL_MS, () => {
    tables.sweepExpired();
    sweepExpiredItems({ scheduler, tables });
  });
}

function watchAlarms(cloud: LocalCloud, onAlarm: LocalAwsOptions['onAlarm'] = () => {}): void {
  const sampler = new Sampler(cloud);
  const { alarms } = cloud;
  alarms.onChange((change) => {
    if (change.from !== 'INSUFFICIENT_DATA' || change.to !== 'OK') onAlarm(change);
  });
  alarms.start(() => sampler.sample());
}

/**
 * Draws the seed from the clock when none is given, so that two starts have different ids. Everything else receives it.
 */
function newSeed(): number {
  return (Date.now() ^ (process.pid << 12)) | 0;
}
