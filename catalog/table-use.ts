import type { ItemRead, ItemWrite, TableUse } from '../core/capacity/model/table-use.ts';

/** A player's state, where a write follows: what an old one misses, the write's condition catches. */
export const READ_STATE: ItemRead = { kind: 'read', item: 'STATE' };
/** A player's state that must be the newest. */
export const READ_STATE_NOW: ItemRead = { kind: 'read', item: 'STATE', consistent: true };
/** A player's state whose place on the leaderboard stays, or who is not on it. */
export const WRITE_STATE: ItemWrite = { kind: 'write', item: 'STATE' };
/** The player enters the leaderboard. */
export const ENTER_LEADERBOARD: ItemWrite = { ...WRITE_STATE, indexEntries: 1 };
/** The player's score changes: the entry of the leaderboard goes out and comes in. */
export const MOVE_ON_LEADERBOARD: ItemWrite = { ...WRITE_STATE, indexEntries: 2 };
/** A treasure is won: its row and the winner's state, together or not at all. */
export const WIN_TREASURE: readonly ItemWrite[] = [
  { kind: 'write', item: 'WINNER', inTransaction: true },
  { ...MOVE_ON_LEADERBOARD, inTransaction: true },
];
/** The same, refused as another player has the treasure. */
const MISS_TREASURE: readonly ItemWrite[] = WIN_TREASURE.map(({ indexEntries: _none, ...write }) => ({
  ...write,
  refused: true,
}));

/** What a type that changes a player's state does with an event whose effect is there: another environment has stored it. */
export const STATE_AGAIN: TableUse = { when: 'again', share: 0, calls: [READ_STATE] };
/** The same in the environment that has stored it, or that knows the state: memory answers. */
export const STATE_REMEMBERED: TableUse = { when: 'again, remembered', share: 0, calls: [] };

/** A claim of a treasure that another player has, of which this environment has not heard. */
export const LOSE_UNKNOWN: TableUse['calls'] = [READ_STATE, ...MISS_TREASURE, READ_STATE_NOW, WRITE_STATE];

/** What happens beside the effects, to any type: too seldom at peak to count in its traffic. */
export const RARE_USES = {
  conflict: {
    when: 'a conflict on `STATE`',
    share: 0,
    calls: [READ_STATE, { ...WRITE_STATE, refused: true }, READ_STATE_NOW, MOVE_ON_LEADERBOARD],
  },
  huntRead: {
    when: 'the first event of a hunt in an environment',
    share: 0,
    calls: [{ kind: 'read', item: 'DEFINITION', consistent: true }],
  },
  attempt: {
    when: 'a record that comes alone and late',
    share: 0,
    calls: [{ kind: 'write', item: 'COUNT' }],
  },
} as const satisfies Readonly<Record<string, TableUse>>;
