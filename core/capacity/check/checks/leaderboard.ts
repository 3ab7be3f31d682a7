import { type ChainCheck, stageLever } from './check.ts';
import { overfullHops } from './shared-hop.ts';

export const leaderboard: ChainCheck = {
  name: 'leaderboard',
  level: 'fails',
  levers: [stageLever('leaderboardShards', 100)],
  find: (chain) => [
    ...overfullHops(
      chain,
      ['leaderboard writes'],
      'An index that is throttled throttles the writes of its table, so handlers would fall behind',
    ),
    ...overfullHops(chain, ['leaderboard reads'], 'Players would get 500 for the leaderboard'),
  ],
};
