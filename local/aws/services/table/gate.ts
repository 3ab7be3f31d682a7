import type { ServiceError } from '../service-error.ts';

/** The access to one item (or one page), before it takes effect. */
export interface TableAccess {
  readonly tableName: string;
  readonly kind: 'read' | 'write';
  /** The partition key's value; `undefined` for a scan. */
  readonly partition: string | undefined;
  /** Capacity units of the access, including indexes and the doubling of a transaction. */
  readonly units: number;
  readonly isTransaction: boolean;
}

/**
 * Decides whether an access may proceed: throughput limits and injected faults. A refusal is AWS's error, such as
 * `ThrottlingException` or, in a transaction, `TransactionConflictException`.
 */
export interface TableGate {
  refuse(access: TableAccess): ServiceError | undefined;
}
