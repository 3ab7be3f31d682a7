import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Identifier } from './fields.ts';
import { MOVE_ON_LEADERBOARD, READ_STATE, STATE_AGAIN, STATE_REMEMBERED, WRITE_STATE } from './table-use.ts';

/** A player buys the hint of a clue: charged once, for any number of requests. */
export const hintRequested = defineEvent({
  type: 'hint.requested',
  version: 1,
  data: Type.Object({ huntId: Identifier, clueId: Identifier }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 200, meanBytes: 200, shape: 'start-burst' },
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  tableUse: [
    { when: '', share: 1, calls: [READ_STATE, MOVE_ON_LEADERBOARD] },
    { when: 'pending', share: 0, calls: [READ_STATE, WRITE_STATE] },
    STATE_AGAIN,
    STATE_REMEMBERED,
  ],
  example: { huntId: 'edinburgh-old-town', clueId: 'castle' },
});
