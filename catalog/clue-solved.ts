import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Answer, Identifier } from './fields.ts';

/** A player's answer to a clue, right or wrong; the handler decides. */
export const clueSolved = defineEvent({
  type: 'clue.solved',
  version: 1,
  data: Type.Object({ huntId: Identifier, clueId: Identifier, answer: Answer }, { additionalProperties: false }),
  partitionKey: 'playerId',
  priority: 'normal',
  traffic: { peakEventsPerSecond: 400, meanBytes: 220, shape: 'start-burst' },
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  example: { huntId: 'edinburgh-old-town', clueId: 'castle', answer: 'One o’clock' },
});
