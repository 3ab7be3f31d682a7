import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Identifier, Latitude, Longitude } from './fields.ts';

/** A player stands at a treasure and claims it. The first successful conditional write wins. */
export const treasureClaimed = defineEvent({
  type: 'treasure.claimed',
  version: 1,
  data: Type.Object(
    { huntId: Identifier, treasureId: Identifier, latitude: Latitude, longitude: Longitude },
    { additionalProperties: false },
  ),
  partitionKey: 'playerId',
  priority: 'critical',
  traffic: { peakEventsPerSecond: 100, meanBytes: 260, shape: 'start-burst' },
  // Lambda reads a shard once a second, which alone is 990 ms at p99: one second could not be kept.
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  example: { huntId: 'edinburgh-old-town', treasureId: 'gold', latitude: 55.9486, longitude: -3.1999 },
});
