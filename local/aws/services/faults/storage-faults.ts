import { AwsError } from '../shared/aws-error.ts';
import type { StreamFault } from '../stream/stream.ts';
import type { TableFault } from '../table/tables.ts';
import { striking } from './active-fault.ts';
import type { FaultsOf } from './faults-of.ts';

export function streamFault(of: FaultsOf): StreamFault | undefined {
  const throttled = of('shard-throttled');
  if (throttled.length === 0) return undefined;
  return {
    throttles: (stream, shardId) => striking(throttled, stream, `${stream}/${shardId}`) !== undefined,
  };
}

export function tableFault(of: FaultsOf): TableFault | undefined {
  const throttled = of('table-throttled');
  const lost = of('table-answer-lost');
  if (throttled.length + lost.length === 0) return undefined;
  return {
    refuse: ({ tableName }) => {
      const fault = striking(throttled, tableName);
      if (fault === undefined) return undefined;
      // What provisioned tables answer, and on-demand ones.
      return fault.coin()
        ? new AwsError('ProvisionedThroughputExceededException', 'Throughput exceeded, by a fault.')
        : new AwsError('ThrottlingException', 'Throughput exceeds the current capacity of your table, by a fault.');
    },
    losesAnswer: (tableNames) => lost.length > 0 && striking(lost, ...tableNames) !== undefined,
  };
}
