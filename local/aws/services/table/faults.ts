import { affecting, type FaultsOf } from '../faults/active-fault.ts';
import { ServiceError } from '../service-error.ts';
import type { TableFault } from './tables.ts';

export function tableFault(of: FaultsOf): TableFault | undefined {
  const throttled = of('table-throttled');
  const lost = of('table-answer-lost');
  if (throttled.length + lost.length === 0) return undefined;
  return {
    refuse: ({ tableName }) => {
      const fault = affecting(throttled, tableName);
      if (fault === undefined) return undefined;
      // The first is the error of provisioned tables, the second that of on-demand ones.
      return fault.coin()
        ? new ServiceError('ProvisionedThroughputExceededException', 'Throughput exceeded, by a fault.')
        : new ServiceError('ThrottlingException', 'Throughput exceeds the current capacity of your table, by a fault.');
    },
    losesAnswer: (tableNames) => lost.length > 0 && affecting(lost, ...tableNames) !== undefined,
  };
}
