import { createHash } from 'node:crypto';

/** Stands for what is not shown. */
export const MASK = '•••';

/** Fields that say who or where a player is, in any event type; compared without `_` and case. */
const POSITIONS =
  /^(latitude|longitude|lat|lon|lng|altitude|accuracy\w*|heading|speed|position|location|coordinates|geometry)$/;
const NAMES = /^(\w*name|\w*email\w*|\w*phone\w*|\w*address\w*)$/;
/** Who it is, as text that is equal for the same player: whoever is on call sees that it is one player's events. */
const PLAYERS = /^(playerid|partitionkey)$/;

/** A payload without positions and names. Ids of players become short texts that differ by player. */
export function maskPayload(value: unknown, name = ''): unknown {
  const key = name.replaceAll('_', '').toLowerCase();
  if (PLAYERS.test(key) && typeof value === 'string') return maskId(value);
  if ((POSITIONS.test(key) || NAMES.test(key)) && value !== null) return MASK;
  if (Array.isArray(value)) return value.map((item) => maskPayload(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, maskPayload(item, field)]));
}

/** A cause in words without the value that it quotes, as `describeViolation` of the handlers appends it. */
export function maskMessage(message: string): string {
  return message.replace(/; got .*$/s, `; got ${MASK}`);
}

export function maskId(id: string): string {
  return `${MASK}${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
}

/** `true` if a text of the value is masked. */
export function isMasked(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(MASK);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isMasked);
}
