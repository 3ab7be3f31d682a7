import type {
  DescribeAlarmsCommandOutput,
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import type { DescribeStreamSummaryCommandOutput } from '@aws-sdk/client-kinesis';
import type { GetEventSourceMappingCommandOutput } from '@aws-sdk/client-lambda';
import { OLDEST_RECORD, PAUSED } from '../../../core/monitoring/own-metrics.ts';
import { govern } from '../../../lambdas/governor/govern.ts';
import type { GovernedServices, GovernorInput, GovernorPorts } from '../../../lambdas/governor/ports.ts';
import { cloudWatchOperations } from '../../../local/aws/services/alarms/operations.ts';
import { delayOf } from '../../../local/aws/services/delays.ts';
import { mappingOperations } from '../../../local/aws/services/event-source-mapping/operations.ts';
import type { JsonObject } from '../../../local/aws/services/operation.ts';
import { describeStacks } from '../../../local/aws/services/stacks/describe-stacks.ts';
import { streamOperations } from '../../../local/aws/services/stream/operations.ts';
import type { LocalCloud } from '../../../local/aws/template/local-cloud.ts';

/** What a stage's own governor has besides its environment. */
export interface StageGovernorPorts
  extends Pick<GovernorPorts, 'clock' | 'log' | 'table' | 'tableName' | 'bus' | 'eventBusName' | 'stage'> {
  readonly measure: (type: string, metric: string, value: number, unit: 'Seconds' | 'Milliseconds') => void;
}

/** The real governor over the local services of this process, as its handler builds it on AWS. */
export function stageGovernor(
  cloud: LocalCloud,
  environment: Readonly<Record<string, string>>,
  { measure, ...ports }: StageGovernorPorts,
): (input: GovernorInput) => Promise<object> {
  const of: GovernorPorts = {
    ...ports,
    kept: {},
    services: governedServices(cloud),
    stackName: environment.STACK_NAME ?? '',
    mode: environment.GOVERNOR_MODE === 'act' ? 'act' : 'observe',
    measurePause: (type, pausedSeconds, oldestMs) => {
      measure(type, PAUSED, pausedSeconds, 'Seconds');
      measure(type, OLDEST_RECORD, oldestMs, 'Milliseconds');
    },
  };
  return async (input) => {
    await govern(input, of);
    return {};
  };
}

/** The calls of AWS that it makes. A refusal rejects with an error that has AWS's `name`. */
function governedServices(cloud: LocalCloud): GovernedServices {
  const { streams, mappings, metrics, alarms, stacks, delays, random } = cloud;
  const operations = {
    ...streamOperations(streams),
    ...mappingOperations(mappings, () => delayOf(delays.mappingUpdateMs, random)),
    ...cloudWatchOperations(metrics, alarms),
  };
  const call = async <Output>(name: string, input: object): Promise<Output> => {
    const operation = operations[name];
    if (operation === undefined) throw new Error(`the local services have no ${name}`);
    return (await operation(input as JsonObject, Buffer.alloc(0))) as Output;
  };
  return {
    describeStream: (input) => call<DescribeStreamSummaryCommandOutput>('DescribeStreamSummary', input),
    updateShardCount: (input) => call('UpdateShardCount', input),
    getMapping: async (input) => {
      const { body } = await call<{ body: GetEventSourceMappingCommandOutput }>('GetEventSourceMapping', input);
      return body;
    },
    updateMapping: (input) => call('UpdateEventSourceMapping', input),
    getMetricData: async (input) => {
      const answer = await call<MetricData>('GetMetricData', inSeconds(input));
      return {
        MetricDataResults: answer.MetricDataResults.map(({ Timestamps, ...result }) => ({
          ...result,
          Timestamps: Timestamps.map((seconds) => new Date(seconds * 1_000)),
        })),
      };
    },
    describeAlarms: (input) => call<DescribeAlarmsCommandOutput>('DescribeAlarms', input),
    describeStacks: async ({ StackName }) => {
      const [, StackStatus] = /<StackStatus>(\w+)</.exec(describeStacks(stacks, StackName, cloud)) ?? [];
      return { Stacks: [{ StackName, CreationTime: new Date(0), StackStatus: StackStatus as 'CREATE_COMPLETE' }] };
    },
  };
}

/** As AWS's protocol has it: times are seconds. */
interface MetricData {
  readonly MetricDataResults: readonly (Omit<
    NonNullable<GetMetricDataCommandOutput['MetricDataResults']>[number],
    'Timestamps'
  > & {
    readonly Timestamps: readonly number[];
  })[];
}

function inSeconds({ StartTime, EndTime, ...input }: GetMetricDataCommandInput): object {
  const seconds = (time: Date | undefined): number => (time?.getTime() ?? 0) / 1_000;
  return { ...input, StartTime: seconds(StartTime), EndTime: seconds(EndTime) };
}
