import { type ChainCheck, stageLever } from './check.ts';
import { overfullHops } from './shared-hop.ts';

export const requestThrottle: ChainCheck = {
  name: 'request-throttle',
  level: 'fails',
  levers: [stageLever('throttle.requestsPerSecond', 1_000_000)],
  find: (chain) => overfullHops(chain, ['API Gateway']),
};
