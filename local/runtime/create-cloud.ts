import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { EventBuses } from '../services/event-bus/event-buses.ts';
import type { Poll } from '../services/event-source-mapping/settings.ts';
import { FunctionPool } from '../services/function-pool/function-pool.ts';
import { UsagePlans } from '../services/gateway/usage-plan.ts';
import { ObjectStore } from '../services/object-store/object-store.ts';
import { Queues } from '../services/queue/queues.ts';
import { Streams } from '../services/stream/streams.ts';
import { Tables } from '../services/table/tables.ts';
import type { LocalCloud } from '../template/local-cloud.ts';
import type { Account } from './account.ts';
import { functionEnvironment } from './function-environment.ts';
import { FunctionThread } from './function-thread.ts';

export interface CloudOptions {
  readonly assets: ReadonlyMap<string, string>;
  readonly account: Account;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly awsUrl: string;
  readonly region: string;
  readonly poll: Poll;
  readonly maxEnvironments: number;
  readonly log: (functionName: string, output: string) => void;
}

/** The account number of everything local: LocalStack's, and no real one. */
const LOCAL_ACCOUNT = '000000000000';

/** An empty account whose functions run in threads. */
export function createCloud(options: CloudOptions): {
  readonly cloud: LocalCloud;
  readonly closeThreads: () => Promise<void>;
} {
  const { scheduler, random, account, log, region, awsUrl } = options;
  const threads: FunctionThread[] = [];
  const onOutput = (functionName: string, output: string): void => {
    account.output(output);
    log(functionName, output);
  };
  const cloud: LocalCloud = {
    account: LOCAL_ACCOUNT,
    region,
    awsUrl,
    poll: options.poll,
    scheduler,
    random,
    maxEnvironments: options.maxEnvironments,
    assets: options.assets,
    createExecutor: (code) => {
      const thread = new FunctionThread({ code, environment: functionEnvironment(code, region, awsUrl), onOutput });
      threads.push(thread);
      return thread;
    },
    streams: new Streams(scheduler, { account: LOCAL_ACCOUNT, region }),
    queues: new Queues(scheduler, random),
    objects: new ObjectStore(scheduler),
    buses: new EventBuses(),
    functions: new FunctionPool(scheduler, random),
    tables: new Tables({ clock: scheduler, region, accountId: LOCAL_ACCOUNT }),
    usagePlans: new UsagePlans(),
    mappings: [],
    gateways: [],
    restApis: new Map(),
    roles: new Map(),
    queuePolicies: new Map(),
    busObserver: account,
    mappingObserver: account,
    gatewayObserver: account,
  };
  return {
    cloud,
    closeThreads: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
