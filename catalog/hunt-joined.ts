import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { DisplayName, Identifier } from './fields.ts';

/** A player enters a hunt. Everything else of the player's waits for it (`pending`). */
export const huntJoined = defineEvent({
  type: 'hunt.joined',
  version: 1,
  data: Type.Object({ huntId: Identifier, displayName: DisplayName }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 300, meanBytes: 190, shape: 'start-burst' },
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  example: { huntId: 'edinburgh-old-town', displayName: 'Ada' },
});
