import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Identifier, Latitude, Longitude } from './fields.ts';
import { LOSE_UNKNOWN, READ_STATE, STATE_AGAIN, STATE_REMEMBERED, WIN_TREASURE, WRITE_STATE } from './table-use.ts';

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
  // Lambda polls a shard once a second, which alone is 990 ms at p99, so one second could not be met.
  latencyObjective: { percentile: 99, milliseconds: 2_000 },
  // Assumed for a rush to one treasure: few players win it, most find it won.
  tableUse: [
    { when: 'won', share: 0.05, calls: [READ_STATE, ...WIN_TREASURE] },
    { when: 'lost, winner known', share: 0.7, calls: [READ_STATE, WRITE_STATE] },
    { when: 'lost, winner not known yet', share: 0.05, calls: LOSE_UNKNOWN },
    { when: 'pending or invalid', share: 0.2, calls: [READ_STATE, WRITE_STATE] },
    STATE_AGAIN,
    STATE_REMEMBERED,
  ],
  example: { huntId: 'edinburgh-old-town', treasureId: 'gold', latitude: 55.9486, longitude: -3.1999 },
});
