import type { ChainCheck } from './check.ts';
import { overfullHops } from './shared-hop.ts';

export const scaleUp: ChainCheck = {
  name: 'scale-up',
  level: 'fails',
  find: (chain) =>
    overfullHops(chain, ['Lambda scale-up'], 'Lambda would throttle the function, and phones would get 500'),
};
