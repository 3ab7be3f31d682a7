import type { Partition } from '../../core/partition.ts';
import type { AccountReader } from '../shared/aws/account-reader.ts';

/** Where a stage is deployed to. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: Partition;
}

/** The account's answer to a question. */
export type Answer<Method extends keyof AccountReader> = Awaited<ReturnType<AccountReader[Method]>>;
