import Type from 'typebox';
import { defineEvent } from './define-event.ts';
import { Identifier, Latitude, Longitude } from './fields.ts';

/** The position of a phone: most of the traffic, and worthless once a newer one has arrived. */
export const locationPinged = defineEvent({
  type: 'location.pinged',
  version: 1,
  data: Type.Object(
    {
      huntId: Identifier,
      latitude: Latitude,
      longitude: Longitude,
      accuracyMeters: Type.Number({ minimum: 0, maximum: 100_000 }),
    },
    { additionalProperties: false },
  ),
  partitionKey: 'playerId',
  priority: 'sheddable',
  traffic: { peakEventsPerSecond: 8_500, meanBytes: 300, shape: 'start-burst', meanEventsPerRequest: 17 },
  latencyObjective: { percentile: 99, milliseconds: 5_000 },
  tableUse: [
    { when: 'any number', share: 1, calls: [{ kind: 'write', item: 'POSITION' }] },
    { when: 'again', share: 0, calls: [{ kind: 'write', item: 'POSITION', refused: true }] },
  ],
  example: { huntId: 'edinburgh-old-town', latitude: 55.9486, longitude: -3.1999, accuracyMeters: 8 },
});
