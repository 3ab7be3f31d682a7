import type { EventOf } from '../../catalog/definition.ts';
import type { locationPinged } from '../../catalog/location-pinged.ts';
import { timestampMs } from '../../catalog/timestamp.ts';
import type { ApplyToPlayer } from '../shared/batch/apply-by-player.ts';
import { errorName } from '../shared/error-name.ts';
import type { EffectOutcome } from '../shared/game/effect.ts';
import { isOpen } from '../shared/game/hunt.ts';
import { orderOf } from '../shared/game/order.ts';
import type { GamePorts } from '../shared/ports.ts';
import { playerKey } from '../shared/store/keys.ts';

export type LocationPinged = EventOf<typeof locationPinged>;

/** How long the table keeps a position. Nobody needs to know where a player stood last week. */
export const POSITION_LIFE_SECONDS = 7 * 24 * 3_600;

/**
 * Keeps a player's last position in the order of ingest's stamps. Writes only the newest of a batch, on the condition
 * that the table has no newer one.
 */
export function storePosition({ table, tableName, clock }: GamePorts): ApplyToPlayer<LocationPinged> {
  return async ({ hunt, playerId }, pings) => {
    const nowSeconds = clock.now() / 1_000;
    let newest: { readonly ping: LocationPinged; readonly order: string; readonly expiresAt: number } | undefined;
    const outcomes = pings.map((ping): EffectOutcome => {
      const receivedAtMs = timestampMs(ping.receivedAt);
      if (!isOpen(hunt, receivedAtMs)) return { kind: 'no_effect', reason: 'not_open' };
      const expiresAt = Math.floor(receivedAtMs / 1_000) + POSITION_LIFE_SECONDS;
      // A replay must not restore what the table has already deleted.
      if (expiresAt <= nowSeconds) return { kind: 'no_effect', reason: 'expired' };
      const order = orderOf(ping);
      if (newest === undefined || order > newest.order) newest = { ping, order, expiresAt };
      return { kind: 'applied' };
    });
    if (newest === undefined) return { outcomes };
    const { data } = newest.ping;
    try {
      await table.updateItem({
        TableName: tableName,
        Key: playerKey(hunt.huntId, playerId, 'POSITION'),
        UpdateExpression:
          'SET #order = :order, latitude = :latitude, longitude = :longitude, accuracyMeters = :accuracy, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(#order) OR #order < :order',
        ExpressionAttributeNames: { '#order': 'order' },
        ExpressionAttributeValues: {
          ':order': { S: newest.order },
          ':latitude': { N: String(data.latitude) },
          ':longitude': { N: String(data.longitude) },
          ':accuracy': { N: String(data.accuracyMeters) },
          ':expiresAt': { N: String(newest.expiresAt) },
        },
      });
      return { outcomes };
    } catch (error) {
      if (errorName(error) !== 'ConditionalCheckFailedException') throw error;
      // The table has a newer position, or this one.
      return {
        outcomes: outcomes.map((outcome) => (outcome.kind === 'applied' ? { kind: 'duplicate' } : outcome)),
      };
    }
  };
}
