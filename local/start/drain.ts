import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { LocalAws } from '../aws/runtime/start-local-aws.ts';
import type { EventLedger, LedgerCounts } from './ledger/event-ledger.ts';

export interface DrainOptions {
  readonly ledger: EventLedger;
  readonly front: LocalAws['front'];
  /** Listeners that the ledger calls whenever no event is in flight. */
  readonly settled: Set<() => void>;
  readonly scheduler: Scheduler;
  readonly limitMs: number;
}

/** Waits until every request is answered and no event is in flight, or until the time limit. */
export function drainLedger({ ledger, front, settled, scheduler, limitMs }: DrainOptions): Promise<LedgerCounts> {
  front.stopAccepting();
  return new Promise((resolve) => {
    const finish = (): void => {
      cancelLimit();
      settled.delete(check);
      resolve(ledger.counts());
    };
    const check = (): void => {
      if (front.active === 0 && ledger.inFlight === 0) finish();
    };
    const cancelLimit = scheduler.schedule(limitMs, finish);
    settled.add(check);
    front.onIdle(check);
    check();
  });
}
