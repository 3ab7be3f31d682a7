import Type, { type TSchema } from 'typebox';
import { EventId, PlayerId, Timestamp } from './fields.ts';

/**
 * The two schemas of one version of an event type: what a phone sends, and what handlers find in a record.
 * @param oldest the lowest version whose records this schema reads. Records of a version that is no longer kept are
 * read with the next newer schema, which accepts all of them (catalog/contract.ts).
 */
export function versionSchemas(type: string, data: TSchema, oldest: number, version: number) {
  const submitted = { id: EventId, type: Type.Literal(type), occurredAt: Timestamp, data };
  const stamped = {
    ...submitted,
    version: Type.Integer({ minimum: oldest, maximum: version }),
    receivedAt: Timestamp,
    index: Type.Integer({ minimum: 0, maximum: 99 }),
    playerId: PlayerId,
  };
  return {
    submittedSchema: Type.Object(submitted, { additionalProperties: false }),
    stampedSchema: Type.Object(stamped, { additionalProperties: false }),
  };
}
