import { type ActiveFault, affecting, type FaultsOf } from '../faults/active-fault.ts';
import { ServiceError } from '../service-error.ts';
import type { TableFault } from './tables.ts';

export function tableFault(of: FaultsOf): TableFault | undefined {
  const throttled = of('table-throttled');
  const lost = of('table-answer-lost');
  if (throttled.length + lost.length === 0) return undefined;
  return {
    refuse: (tableName, indexes) => {
      const fault = affecting(throttled, tableName);
      if (fault !== undefined) return { error: tooMuch(fault) };
      // An index that cannot take its part of a write throttles the write to the table, and the event counts as the
      // index's (amazondynamodb/latest/developerguide, gsi-throttling). A fault of all targets was asked above.
      const named = throttled.filter(({ at }) => at !== undefined);
      for (const index of indexes) {
        const ofIndex = affecting(named, indexKey(tableName, index));
        if (ofIndex !== undefined) return { error: tooMuch(ofIndex), index };
      }
      return undefined;
    },
    losesAnswer: (tableNames) => lost.length > 0 && affecting(lost, ...tableNames) !== undefined,
  };
}

/** The key of an index as a fault's target. */
export function indexKey(tableName: string, index: string): string {
  return `${tableName}/${index}`;
}

/** The first is the error of provisioned tables, the second that of on-demand ones. */
function tooMuch(fault: ActiveFault): ServiceError {
  return fault.coin()
    ? new ServiceError('ProvisionedThroughputExceededException', 'Throughput exceeded, by a fault.')
    : new ServiceError('ThrottlingException', 'Throughput exceeds the current capacity of your table, by a fault.');
}
