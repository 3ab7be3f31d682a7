import { createHash } from 'node:crypto';

/** A player in the logs: the same for the same player, and not the id itself. 12 hexadecimal digits. */
export function hashPlayer(playerId: string): string {
  return createHash('sha256').update(playerId).digest('hex').slice(0, 12);
}
