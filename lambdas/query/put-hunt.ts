import { isDeepStrictEqual } from 'node:util';
import { timestampMs } from '../../catalog/timestamp.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { errorName } from '../shared/error-name.ts';
import type { HuntDefinition } from '../shared/game/hunt.ts';
import { HttpError } from '../shared/http/respond.ts';
import type { TablePort } from '../shared/ports.ts';
import { FREEZE_LEAD_MS } from '../shared/store/hunt-reader.ts';
import { huntKey, startKey } from '../shared/store/keys.ts';

export interface QueryPorts {
  readonly table: TablePort;
  readonly tableName: string;
  /** Partitions of a hunt's leaderboard. @default 8 */
  readonly leaderboardShards?: number;
  readonly clock: Clock;
}

/**
 * Stores a hunt, new or changed. Storing the same hunt again changes nothing, so a client may repeat the request.
 * @throws HttpError 409 from 5 s before the start: functions may keep the hunt in memory from then on
 */
export async function putHunt(huntId: string, definition: HuntDefinition, ports: QueryPorts): Promise<void> {
  const { table, tableName, clock } = ports;
  const frozenFrom = clock.now() + FREEZE_LEAD_MS;
  const startsAtMs = timestampMs(definition.startsAt);
  const text = JSON.stringify(definition);
  // A changed hunt may not start before every function has read the change; a new hunt may start at once.
  const changeable = startsAtMs > frozenFrom ? 'attribute_not_exists(pk) OR startsAtMs > :frozenFrom' : undefined;
  try {
    await table.transactWriteItems({
      TransactItems: [
        {
          Put: {
            TableName: tableName,
            Item: { ...huntKey(huntId), definition: { S: text }, startsAtMs: { N: String(startsAtMs) } },
            ConditionExpression: changeable ?? 'attribute_not_exists(pk)',
            ...(changeable === undefined
              ? {}
              : { ExpressionAttributeValues: { ':frozenFrom': { N: String(frozenFrom) } } }),
          },
        },
        { Put: { TableName: tableName, Item: startItem(huntId, startsAtMs) } },
      ],
    });
  } catch (error) {
    if (!isRefused(error)) throw error;
    const { Item } = await table.getItem({ TableName: tableName, Key: huntKey(huntId), ConsistentRead: true });
    if (isSame(Item?.definition?.S, text)) return;
    if (Number(Item?.startsAtMs?.N) > frozenFrom) {
      const message = `a change must start the hunt more than ${FREEZE_LEAD_MS / 1_000} s from now`;
      throw new HttpError(409, 'hunt_starts_too_soon', message);
    }
    const message = `hunt "${huntId}" starts at once or has started, and cannot be changed any more; put it under another id`;
    throw new HttpError(409, 'hunt_frozen', message);
  }
}

/** How long a start is listed after it: longer than anybody looks back. */
const LISTED_SECONDS = 24 * 3_600;

/** The start as the governor finds it, to have capacity before it. */
function startItem(huntId: string, startsAtMs: number) {
  const expiresAt = Math.floor(startsAtMs / 1_000) + LISTED_SECONDS;
  return { ...startKey(huntId), startsAtMs: { N: String(startsAtMs) }, expiresAt: { N: String(expiresAt) } };
}

/** Whether the hunt's condition failed. Two organisers who write at once may also conflict; then the request fails. */
function isRefused(error: unknown): boolean {
  if (errorName(error) !== 'TransactionCanceledException') return false;
  const [ofHunt] =
    (error as { readonly CancellationReasons?: readonly { readonly Code?: string }[] }).CancellationReasons ?? [];
  return ofHunt?.Code === 'ConditionalCheckFailed';
}

/** `true` if two texts hold the same hunt, in any order of fields. */
function isSame(stored: string | undefined, text: string): boolean {
  return stored !== undefined && (stored === text || isDeepStrictEqual(JSON.parse(stored), JSON.parse(text)));
}
