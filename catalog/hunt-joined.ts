import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { DisplayName, Identifier } from './fields.ts';
import { ENTER_LEADERBOARD, READ_STATE, STATE_AGAIN, STATE_REMEMBERED } from './table-use.ts';

/** A player enters a hunt. The player's other effects are `pending` until then. */
export const huntJoined = defineEvent({
  type: 'hunt.joined',
  version: 1,
  data: Type.Object({ huntId: Identifier, displayName: DisplayName }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 300, meanBytes: 190, shape: 'start-burst' },
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  tableUse: [{ when: '', share: 1, calls: [READ_STATE, ENTER_LEADERBOARD] }, STATE_AGAIN, STATE_REMEMBERED],
  example: { huntId: 'edinburgh-old-town', displayName: 'Ada' },
});
