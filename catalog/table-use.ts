import type { ItemRead, ItemWrite, TableUse } from '../core/capacity/model/table-use.ts';

/** Reads a player's state before a write, whose condition fails if the state read was old. */
export const READ_STATE: ItemRead = { kind: 'read', item: 'STATE' };
/** Reads a player's newest state. */
export const READ_STATE_NOW: ItemRead = { kind: 'read', item: 'STATE', consistent: true };
/** Writes the state of a player whose place on the leaderboard does not change, or who is not on it. */
export const WRITE_STATE: ItemWrite = { kind: 'write', item: 'STATE' };
/** The player enters the leaderboard. */
export const ENTER_LEADERBOARD: ItemWrite = { ...WRITE_STATE, indexEntries: 1 };
/** The player's score changes: the write removes the leaderboard's entry and adds a new one. */
export const MOVE_ON_LEADERBOARD: ItemWrite = { ...WRITE_STATE, indexEntries: 2 };
/** A player wins a treasure: its row and the winner's state, all or nothing. */
export const WIN_TREASURE: readonly ItemWrite[] = [
  { kind: 'write', item: 'WINNER', inTransaction: true },
  { ...MOVE_ON_LEADERBOARD, inTransaction: true },
];
/** The same, refused because another player has the treasure. */
const MISS_TREASURE: readonly ItemWrite[] = WIN_TREASURE.map(({ indexEntries: _none, ...write }) => ({
  ...write,
  refused: true,
}));

/** An event whose effect another environment has already stored, for types that change a player's state. */
export const STATE_AGAIN: TableUse = { when: 'again', share: 0, calls: [READ_STATE] };
/** The same in an environment that has stored the effect, or knows the state: memory answers. */
export const STATE_REMEMBERED: TableUse = { when: 'again, remembered', share: 0, calls: [] };

/** A claim of a treasure that another player has, unknown to this environment. */
export const LOSE_UNKNOWN: TableUse['calls'] = [READ_STATE, ...MISS_TREASURE, READ_STATE_NOW, WRITE_STATE];

/** Calls besides the effects, of any type: too rare at peak to count in its traffic. */
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
