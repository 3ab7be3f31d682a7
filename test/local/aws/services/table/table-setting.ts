import type { Clock } from '../../../../../core/scheduler/scheduler.ts';
import { type TableOperations, tableOperations } from '../../../../../local/aws/services/table/operations.ts';
import { Tables, type TablesOptions } from '../../../../../local/aws/services/table/tables.ts';
import { scoreTable } from '../../../../helpers/table-definition.ts';

/** A clock that a test sets. */
export class HandClock implements Clock {
  time = Date.UTC(2026, 10, 1);

  now(): number {
    return this.time;
  }
}

/**
 * A table `t`: key `pk` (S), `sk` (S); index `byScore`: `board` (S), `score` (N), with `name`; items expire at
 * `endsAt`.
 */
export function openTable(options: Partial<TablesOptions> = {}): {
  readonly tables: Tables;
  readonly operations: TableOperations;
  readonly clock: HandClock;
} {
  const clock = new HandClock();
  const tables = new Tables({ clock, ...options });
  tables.create({
    ...scoreTable({ tableName: 't-1', indexName: 'byScore', indexPartitionKey: 'board', projected: ['name'] }),
    TimeToLiveSpecification: { AttributeName: 'endsAt', Enabled: true },
  });
  return { tables, operations: tableOperations(tables), clock };
}
