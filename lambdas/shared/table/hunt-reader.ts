import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { type Hunt, openHunt } from '../game/hunt.ts';
import type { TablePort } from '../ports.ts';
import { huntKey } from './keys.ts';

/** Before a hunt starts, changes end this early: `query` answers 409 from here on. */
export const FREEZE_LEAD_MS = 5_000;

/**
 * How long a definition that may still change is used. Shorter than the freeze, less a second of clock difference: by
 * the time the hunt is open, whoever read an older definition has read again.
 */
const CHANGEABLE_CACHE_MS = FREEZE_LEAD_MS - 1_000;

/** Hunts kept in memory; 256 KB each at most. */
const CACHED_HUNTS = 50;

export type ReadHunt = (huntId: string) => Promise<Hunt | undefined>;

/** Reads hunts, each once for ever where it was read after its start. `undefined` where there is none: never cached. */
export function huntReader(table: TablePort, tableName: string, clock: Clock): ReadHunt {
  const cache = new Map<string, { readonly hunt: Hunt; readonly readAt: number }>();
  const reading = new Map<string, Promise<Hunt | undefined>>();

  const read = async (huntId: string): Promise<Hunt | undefined> => {
    const readAt = clock.now();
    const { Item } = await table.getItem({ TableName: tableName, Key: huntKey(huntId), ConsistentRead: true });
    const definition = Item?.definition?.S;
    if (definition === undefined) return undefined;
    const hunt = openHunt(huntId, JSON.parse(definition));
    cache.delete(huntId);
    cache.set(huntId, { hunt, readAt });
    const [oldest] = cache.keys();
    if (cache.size > CACHED_HUNTS && oldest !== undefined) cache.delete(oldest);
    return hunt;
  };

  return (huntId) => {
    const cached = cache.get(huntId);
    if (cached !== undefined) {
      const frozen = cached.readAt >= cached.hunt.startsAtMs;
      if (frozen || clock.now() - cached.readAt < CHANGEABLE_CACHE_MS) return Promise.resolve(cached.hunt);
    }
    const underWay = reading.get(huntId);
    if (underWay !== undefined) return underWay;
    const started = read(huntId).finally(() => reading.delete(huntId));
    reading.set(huntId, started);
    return started;
  };
}
