import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Identifier } from './fields.ts';

/** A player buys the hint of a clue: paid once, however often it is asked for. */
export const hintRequested = defineEvent({
  type: 'hint.requested',
  version: 1,
  data: Type.Object({ huntId: Identifier, clueId: Identifier }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 200, meanBytes: 200, shape: 'start-burst' },
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  example: { huntId: 'edinburgh-old-town', clueId: 'castle' },
});
