import { type ChainCheck, stageLever } from './check.ts';
import { overfullHops } from './shared-hop.ts';

export const accountRequests: ChainCheck = {
  name: 'account-requests',
  level: 'fails',
  levers: [stageLever('accountConcurrency', 1_000_000)],
  find: (chain) =>
    overfullHops(chain, ['Lambda requests'], 'Lambda would throttle all functions, and phones would get 500'),
};
