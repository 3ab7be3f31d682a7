import type { ChainCheck } from './check.ts';
import { overfullHops } from './shared-hop.ts';

export const tableWrites: ChainCheck = {
  name: 'table-writes',
  level: 'fails',
  find: (chain) => overfullHops(chain, ['table']),
};
