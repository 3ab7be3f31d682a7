import type { ServiceError } from '../service-error.ts';

/** One item's (or one page's) access, before it takes effect. */
export interface TableAccess {
  readonly tableName: string;
  readonly kind: 'read' | 'write';
  /** The partition key's value; `undefined` for a scan. */
  readonly partition: string | undefined;
  /** Capacity units that it takes, indexes and the doubling of a transaction included. */
  readonly units: number;
  readonly isTransaction: boolean;
}

/**
 * Decides whether an access may go on: throughput limits and injected faults. A refusal is what AWS would say,
 * such as `ThrottlingException` or, in a transaction, `TransactionConflictException`.
 */
export interface TableGate {
  refuse(access: TableAccess): ServiceError | undefined;
}
