import { LIMITS } from '../../../limits.ts';
import { round } from '../../../round.ts';
import { accountConcurrencyOf } from '../../model/workload.ts';
import { type ChainCheck, stageLever } from './check.ts';
import { overfullHops } from './shared-hop.ts';

export const accountConcurrency: ChainCheck = {
  name: 'account-concurrency',
  level: 'fails',
  levers: [stageLever('reservedConcurrency', false), stageLever('accountConcurrency', 1_000_000)],
  /** AWS counts reservations against the account's quota with or without traffic. */
  find(chain) {
    const { stage, reservedConcurrency, unreservedConcurrency: unreserved, hops, quotaRequests } = chain;
    const hop = hops.find(({ name }) => name === 'API functions');
    if (hop === undefined || !quotaRequests.some((request) => request.hop === hop.name)) {
      return overfullHops(chain, ['API functions']);
    }
    const whole = (invocations: number): string => round(Math.ceil(invocations));
    const parts = `authorizer ${whole(unreserved.authorize)}, ingest ${whole(unreserved.ingest)}, query ${whole(unreserved.query)}, handlers ${round(unreserved.handlers)}`;
    const message = `the stage reserves ${round(reservedConcurrency)} concurrent invocations and needs ${whole(hop.arrivals)} unreserved ones at peak (${parts}); the account's quota is ${round(accountConcurrencyOf(stage))} (accountConcurrency), of which at least ${LIMITS.lambdaUnreservedConcurrency.value} must stay unreserved`;
    return [{ hop: hop.name, message }];
  },
};
