import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import type { Alarms } from '../services/alarms/alarms.ts';
import type { ServiceDelays } from '../services/delays.ts';
import type { BusObserver } from '../services/event-bus/event-bus.ts';
import type { EventBuses } from '../services/event-bus/event-buses.ts';
import type { EventSourceMapping, MappingObserver } from '../services/event-source-mapping/event-source-mapping.ts';
import type { Poll } from '../services/event-source-mapping/settings.ts';
import type { FunctionPool } from '../services/function-pool/function-pool.ts';
import type { Executor } from '../services/function-pool/invocation.ts';
import type { Gateway, GatewayObserver } from '../services/gateway/gateway.ts';
import type { UsagePlans } from '../services/gateway/usage-plan.ts';
import type { MemoryBudget } from '../services/memory/memory-budget.ts';
import type { MetricStore } from '../services/metrics/metric-store.ts';
import type { ObjectStore } from '../services/object-store/object-store.ts';
import type { Queues } from '../services/queue/queues.ts';
import type { Schedules } from '../services/schedules/schedules.ts';
import type { Streams } from '../services/stream/streams.ts';
import type { Tables } from '../services/table/tables.ts';
import type { RestApiParts } from './types/rest-api-parts.ts';

/** A role's trust and permissions. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: unknown;
  readonly policies: unknown[];
}

/** A metric that a filter makes from the access logs of the API's stages. */
export interface AccessLogFilter {
  /** Returns whether the filter counts an answer with this status. */
  matches(status: number): boolean;
  count(stage: string): void;
}

/** The settings that a function's code needs to run. */
export interface FunctionCode {
  readonly name: string;
  readonly arn: string;
  /** Directory with the code. */
  readonly directory: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface PreparedExecutor extends Executor {
  /** Loads the code before its first invocation. @throws the error that the code throws while it loads */
  prepare?(): Promise<void>;
}

/** Observers of what the services carry. */
export interface CloudObservers {
  readonly bus?: BusObserver;
  readonly mapping?: MappingObserver;
  readonly gateway?: GatewayObserver;
}

/** The account that a template is built into: its services, its identity, and its observers. */
export interface LocalCloud {
  readonly account: string;
  readonly region: string;
  /** Address of the AWS-compatible endpoint, such as `http://127.0.0.1:4566`. */
  readonly awsUrl: string;
  readonly poll: Poll;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Most environments that a function may have at once. */
  readonly maxEnvironments: number;
  /** How long changes of shards and mappings take, and how late metrics are. */
  readonly delays: ServiceDelays;
  readonly createExecutor: (code: FunctionCode) => PreparedExecutor;
  readonly assets: ReadonlyMap<string, string>;

  /** Limits the memory of the services' history. */
  readonly memory: MemoryBudget;
  readonly streams: Streams;
  readonly queues: Queues;
  readonly objects: ObjectStore;
  readonly buses: EventBuses;
  readonly functions: FunctionPool;
  readonly schedules: Schedules;
  readonly tables: Tables;
  readonly usagePlans: UsagePlans;
  readonly mappings: EventSourceMapping[];
  readonly metrics: MetricStore;
  readonly alarms: Alarms;
  readonly accessLogFilters: AccessLogFilter[];
  readonly gateways: Gateway[];

  readonly restApis: Map<string, RestApiParts>;
  /** Names of the stacks that were built. */
  readonly stacks: Set<string>;
  readonly roles: Map<string, Role>;
  /** Policy documents by the URL of their queue. */
  readonly queuePolicies: Map<string, unknown[]>;

  readonly busObserver: BusObserver;
  readonly mappingObserver: MappingObserver;
  readonly gatewayObserver: GatewayObserver;
}

/** A resource with its references resolved. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly stackName: string;
}

/** Returns a name as CloudFormation makes it, without its random end: readable, and the same on each run. */
export function physicalName({ stackName, logicalId }: ResolvedResource, maxLength = 64): string {
  return `${stackName}-${logicalId}`.slice(0, maxLength);
}
