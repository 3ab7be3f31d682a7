import type { TableUse } from '../core/capacity/model/table-use.ts';
import type { ReadTraffic } from '../core/capacity/model/workload.ts';
import { READ_STATE_NOW } from './table-use.ts';

/**
 * How long an environment of `query` gives the same answer about a leaderboard: at the start line all players ask at
 * once.
 */
export const LEADERBOARD_LIFE_MS = 1_000;
/** Entries of a leaderboard if the phone does not set a number. */
export const DEFAULT_ENTRIES = 10;

/** The requests that read, by what a player looks at, with the table calls of each (lambdas/query). */
export const READ_REQUESTS = {
  hunt: {
    route: 'GET /v1/hunts/{huntId}',
    tableUse: [{ when: '', share: 1, calls: [READ_STATE_NOW] }],
  },
  leaderboard: {
    route: 'GET /v1/hunts/{huntId}/leaderboard',
    /**
     * Calls of a request that memory does not answer. An entry has five texts with their names, including ids of 40
     * characters.
     */
    tableUse: [{ when: '', share: 1, calls: [{ kind: 'leaderboard', entries: DEFAULT_ENTRIES, entryBytes: 300 }] }],
  },
  progress: {
    route: 'GET /v1/hunts/{huntId}/players/me',
    tableUse: [{ when: '', share: 1, calls: [READ_STATE_NOW] }],
  },
} as const satisfies Readonly<Record<string, { readonly route: string; readonly tableUse: readonly TableUse[] }>>;

/** The request that writes: an organiser's, before the start. Too rare to count as traffic. */
export const PUT_HUNT = {
  route: 'PUT /v1/hunts/{huntId}',
  tableUse: [
    {
      when: 'new or changed',
      share: 0,
      calls: [
        { kind: 'write', item: 'DEFINITION', inTransaction: true },
        { kind: 'write', item: 'STARTS', inTransaction: true },
      ],
    },
    {
      when: 'the same again, or refused',
      share: 0,
      calls: [
        { kind: 'write', item: 'DEFINITION', inTransaction: true, refused: true },
        { kind: 'write', item: 'STARTS', inTransaction: true, refused: true },
        { kind: 'read', item: 'DEFINITION', consistent: true },
      ],
    },
  ],
} as const satisfies { readonly route: string; readonly tableUse: readonly TableUse[] };

export type Look = keyof typeof READ_REQUESTS;

/**
 * Mean seconds between two looks of a player while the peak lasts. Assumed: a phone shows its hunt and refreshes it now
 * and then, shows the player's own progress after events that may have changed it, and shows a leaderboard when the
 * player opens it.
 */
export const SECONDS_BETWEEN_LOOKS: Readonly<Record<Look, number>> = { hunt: 600, leaderboard: 60, progress: 120 };

/** The reads of a stage. @param secondsBetween where its players differ from {@link SECONDS_BETWEEN_LOOKS}; above 0 */
export function looking(secondsBetween: Partial<Record<Look, number>> = {}): Readonly<Record<Look, ReadTraffic>> {
  const of = (look: Look): ReadTraffic => ({
    secondsBetween: secondsBetween[look] ?? SECONDS_BETWEEN_LOOKS[look],
    tableUse: READ_REQUESTS[look].tableUse,
  });
  return {
    hunt: of('hunt'),
    leaderboard: { ...of('leaderboard'), rememberedMs: LEADERBOARD_LIFE_MS },
    progress: of('progress'),
  };
}

/** The paths below a hunt's address that a phone requests, and how often. */
export function looksOf(
  reads: Readonly<Record<Look, Pick<ReadTraffic, 'secondsBetween'>>>,
): readonly { readonly path: string; readonly secondsBetween: number }[] {
  return Object.entries(READ_REQUESTS).map(([name, { route }]) => ({
    path: route.slice('GET /v1/hunts/{huntId}'.length),
    secondsBetween: reads[name as Look].secondsBetween,
  }));
}
