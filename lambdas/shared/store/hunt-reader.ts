import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { type Hunt, openHunt } from '../game/hunt.ts';
import type { TablePort } from '../ports.ts';
import { RecentMap } from '../recent-map.ts';
import { huntKey } from './keys.ts';

/** How long before its start a hunt can no longer change: `query` answers 409 from then on. */
export const FREEZE_LEAD_MS = 5_000;

/**
 * How long a definition that may still change is cached. Shorter than the freeze, minus a second of clock difference:
 * when the hunt opens, every environment with an older definition has read it again.
 */
const CHANGEABLE_CACHE_MS = FREEZE_LEAD_MS - 1_000;

/** Hunts kept in memory; at most 256 KB each. */
const CACHED_HUNTS = 50;

/** Ids without a hunt: clients can invent any number. */
const REMEMBERED_MISSING = 1_000;
const MISSING_MS = 1_000;

/**
 * @param receivedAtMs when the latest event was received for which the hunt is read; a hunt stored before that is found
 * @default now
 */
export type ReadHunt = (huntId: string, receivedAtMs?: number) => Promise<Hunt | undefined>;

interface Reading {
  readonly readAt: number;
  readonly hunt: Promise<Hunt | undefined>;
}

/**
 * Reads hunts. A hunt that was read after its start is not read again while it is among the cached ones. A missing hunt
 * is remembered for one second, and only for events received before that read: somebody may have stored it since.
 */
export function huntReader(table: TablePort, tableName: string, clock: Clock): ReadHunt {
  const cache = new Map<string, { readonly hunt: Hunt; readonly readAt: number }>();
  /** Time at which each hunt was found missing. */
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
