import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Identifier } from './fields.ts';

/** A player opened a clue. */
export const clueViewed = defineEvent({
  type: 'clue.viewed',
  version: 1,
  data: Type.Object({ huntId: Identifier, clueId: Identifier }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 500, meanBytes: 200, shape: 'start-burst' },
  latencyObjective: { percentile: 99, milliseconds: 5_000 },
  tableUse: [
    { when: 'any number', share: 1, calls: [{ kind: 'write', item: 'VIEWED' }] },
    { when: 'again', share: 0, calls: [{ kind: 'write', item: 'VIEWED' }] },
    { when: 'again, remembered', share: 0, calls: [] },
  ],
  example: { huntId: 'edinburgh-old-town', clueId: 'castle' },
});
