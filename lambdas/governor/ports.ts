import type { DescribeStacksCommandInput, DescribeStacksCommandOutput } from '@aws-sdk/client-cloudformation';
import type {
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import type {
  DescribeStreamSummaryCommandInput,
  DescribeStreamSummaryCommandOutput,
  UpdateShardCountCommandInput,
} from '@aws-sdk/client-kinesis';
import type {
  GetEventSourceMappingCommandInput,
  GetEventSourceMappingCommandOutput,
  UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import type { GovernorMode } from '../../core/capacity/model/workload.ts';
import type { GovernorPlan } from '../../core/capacity/plan/governor-plan.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import type { BusPort, LogPort, TablePort } from '../shared/ports.ts';
import type { KeptMemory } from './memory-item.ts';

type Answer<Output> = Promise<Omit<Output, '$metadata'>>;

/** Calls of AWS that the governor makes; an adapter is one SDK call. */
export interface GovernedServices {
  describeStream(input: DescribeStreamSummaryCommandInput): Answer<DescribeStreamSummaryCommandOutput>;
  updateShardCount(input: UpdateShardCountCommandInput): Promise<unknown>;
  getMapping(input: GetEventSourceMappingCommandInput): Answer<GetEventSourceMappingCommandOutput>;
  updateMapping(input: UpdateEventSourceMappingCommandInput): Promise<unknown>;
  getMetricData(input: GetMetricDataCommandInput): Answer<GetMetricDataCommandOutput>;
  describeAlarms(input: DescribeAlarmsCommandInput): Answer<DescribeAlarmsCommandOutput>;
  describeStacks(input: DescribeStacksCommandInput): Answer<DescribeStacksCommandOutput>;
}

export interface GovernorPorts {
  readonly clock: Clock;
  readonly log: LogPort;
  readonly services: GovernedServices;
  readonly table: Pick<TablePort, 'getItem' | 'putItem' | 'query'>;
  readonly tableName: string;
  /** Of this environment of the function; it changes. */
  readonly kept: KeptMemory;
  readonly bus: BusPort;
  readonly eventBusName: string;
  readonly stage: string;
  /** Name or ARN of the stack that must not be changing. */
  readonly stackName: string;
  readonly mode: Exclude<GovernorMode, 'off'>;
  /** Publishes how long a type's mapping has been paused, and how old its oldest record must be by now. */
  readonly measurePause: (type: string, pausedSeconds: number, oldestMs: number) => void;
}

/** Names of one type's resources. */
export interface GovernedResources {
  readonly streamName: string;
  readonly mappingId: string;
  readonly handlerName: string;
}

/** What the schedule passes to each run: the plan, and what the template knows only when it is deployed. */
export interface GovernorInput {
  readonly plan: GovernorPlan;
  /** By event type. */
  readonly resources: Readonly<Record<string, GovernedResources>>;
}
