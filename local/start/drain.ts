import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { ApiFront } from '../aws/runtime/api-front.ts';
import type { Account, AccountCounts } from './ledger/event-ledger.ts';

export interface DrainOptions {
  readonly account: Account;
  readonly front: ApiFront;
  /** Called by the account whenever nothing is in flight. */
  readonly settled: Set<() => void>;
  readonly scheduler: Scheduler;
  readonly limitMs: number;
}

/** Waits until no request is unanswered and no event in flight, or the limit is over. */
export function drainAccount({ account, front, settled, scheduler, limitMs }: DrainOptions): Promise<AccountCounts> {
  front.stopTaking();
  return new Promise((resolve) => {
    const finish = (): void => {
      cancelLimit();
      settled.delete(check);
      resolve(account.counts());
    };
    const check = (): void => {
      if (front.active === 0 && account.inFlight === 0) finish();
    };
    const cancelLimit = scheduler.schedule(limitMs, finish);
    settled.add(check);
    front.onIdle(check);
    check();
  });
}
