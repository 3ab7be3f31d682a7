import { pascalName } from '../../catalog/names.ts';
import { END_TO_END_LATENCY } from '../../core/monitoring/own-metrics.ts';
import { type DeployedStack, resourceOf } from '../shared/aws/account-reader.ts';
import { cairnMetric, type MetricQuery, type MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { HopTimes } from './facts.ts';
import { TRAFFIC_SECONDS } from './read-traffic.ts';

const STATISTIC = 'p99';

/**
 * Reads how long the hops of each type took in the last minutes, and what was written: the slow hop is the one to look at, and
 * more records than events were accepted come from somewhere else.
 */
export async function readHopTimes(
  metrics: MetricReader,
  stage: string,
  stack: Pick<DeployedStack, 'resources'>,
  types: readonly string[],
  now: number,
): Promise<Readonly<Record<string, HopTimes>>> {
  const named = (resourceType: string, type: string, part: string): string =>
    resourceOf(stack, resourceType, `${pascalName(type)}${part}`)?.physicalId ?? '';
  const queriesOf = (type: string): readonly MetricQuery[] => {
    // CloudFormation's id of a rule on a bus of its own.
    const [EventBusName = '', RuleName = ''] = named('AWS::Events::Rule', type, 'Rule').split('|');
    const FunctionName = named('AWS::Lambda::Function', type, 'HandlerFunction');
    return [
      {
        namespace: 'AWS/Events',
        name: 'IngestionToInvocationSuccessLatency',
        dimensions: { EventBusName, RuleName },
        statistic: STATISTIC,
      },
      { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName }, statistic: STATISTIC },
      cairnMetric(stage, type, END_TO_END_LATENCY, STATISTIC),
      {
        namespace: 'AWS/Kinesis',
        name: 'IncomingRecords',
        dimensions: { StreamName: named('AWS::Kinesis::Stream', type, 'Stream') },
        statistic: 'Sum',
      },
    ];
  };
  const values = await metrics.over(types.flatMap(queriesOf), now - TRAFFIC_SECONDS * 1_000, now);
  return Object.fromEntries(
    types.map((type, index) => {
      const [deliveryMs, batchMs, endToEndMs, written = 0] = values.slice(4 * index, 4 * index + 4);
      return [type, { deliveryMs, batchMs, endToEndMs, writtenPerSecond: written / TRAFFIC_SECONDS }];
    }),
  );
}
