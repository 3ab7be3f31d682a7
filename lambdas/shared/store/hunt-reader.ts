import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { type Hunt, openHunt } from '../game/hunt.ts';
import type { TablePort } from '../ports.ts';
import { RecentMap } from '../recent-map.ts';
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

/** Ids that have no hunt: clients can make up any number. */
const REMEMBERED_MISSING = 1_000;
const MISSING_MS = 1_000;

/**
 * @param receivedAtMs when the latest event was received that the hunt is read for: one that was put before it is found.
 * @default now
 */
export type ReadHunt = (huntId: string, receivedAtMs?: number) => Promise<Hunt | undefined>;

interface Reading {
  readonly readAt: number;
  readonly hunt: Promise<Hunt | undefined>;
}

/**
 * Reads hunts, each once for ever where it was read after its start. That there is none is remembered for a second, for
 * events that were received before it was read: somebody may have put the hunt since.
 */
export function huntReader(table: TablePort, tableName: string, clock: Clock): ReadHunt {
  const cache = new Map<string, { readonly hunt: Hunt; readonly readAt: number }>();
  /** When the hunt was found missing. */
  const missing = new RecentMap<number>(REMEMBERED_MISSING, MISSING_MS, clock);
  const reading = new Map<string, Reading>();

  const read = async (huntId: string, readAt: number): Promise<Hunt | undefined> => {
    const { Item } = await table.getItem({ TableName: tableName, Key: huntKey(huntId), ConsistentRead: true });
    const definition = Item?.definition?.S;
    if (definition === undefined) {
      missing.set(huntId, readAt);
      return undefined;
    }
    const hunt = openHunt(huntId, JSON.parse(definition));
    cache.delete(huntId);
    cache.set(huntId, { hunt, readAt });
    const [oldest] = cache.keys();
    if (cache.size > CACHED_HUNTS && oldest !== undefined) cache.delete(oldest);
    return hunt;
  };

  const startReading = (huntId: string): Reading => {
    const readAt = clock.now();
    const started: Reading = {
      readAt,
      hunt: read(huntId, readAt).finally(() => {
        if (reading.get(huntId) === started) reading.delete(huntId);
      }),
    };
    reading.set(huntId, started);
    return started;
  };

  return async (huntId, receivedAtMs = clock.now()) => {
    const cached = cache.get(huntId);
    if (cached !== undefined) {
      const frozen = cached.readAt >= cached.hunt.startsAtMs;
      if (frozen || clock.now() - cached.readAt < CHANGEABLE_CACHE_MS) return cached.hunt;
    }
    if (receivedAtMs < (missing.get(huntId) ?? Number.NEGATIVE_INFINITY)) return undefined;
    const underWay = reading.get(huntId);
    if (underWay !== undefined) {
      const hunt = await underWay.hunt;
      if (hunt !== undefined || receivedAtMs < underWay.readAt) return hunt;
    }
    return (reading.get(huntId) ?? startReading(huntId)).hunt;
  };
}
