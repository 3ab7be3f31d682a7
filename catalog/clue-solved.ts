import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Answer, Identifier } from './fields.ts';
import { MOVE_ON_LEADERBOARD, READ_STATE, STATE_AGAIN, STATE_REMEMBERED, WRITE_STATE } from './table-use.ts';

/** A player's answer to a clue, right or wrong; the handler decides. */
export const clueSolved = defineEvent({
  type: 'clue.solved',
  version: 1,
  data: Type.Object({ huntId: Identifier, clueId: Identifier, answer: Answer }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 400, meanBytes: 220, shape: 'start-burst' },
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  // The share of right answers is assumed; right answers cost more.
  tableUse: [
    { when: 'right', share: 0.7, calls: [READ_STATE, MOVE_ON_LEADERBOARD] },
    { when: 'wrong', share: 0.3, calls: [] },
    { when: 'pending', share: 0, calls: [READ_STATE, WRITE_STATE] },
    STATE_AGAIN,
    STATE_REMEMBERED,
  ],
  example: { huntId: 'edinburgh-old-town', clueId: 'castle', answer: 'One o’clock' },
});
