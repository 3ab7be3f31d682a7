import { STARTS_KEY } from '../shared/store/keys.ts';
import type { GovernorPorts } from './ports.ts';

/** Starts of the last two hours matter too: the stream keeps its shards through the rush. */
const LOOK_BACK_MS = 2 * 3_600_000;

/** When hunts start, from the list that is written with each hunt. */
export async function readStarts(
  { table, tableName }: Pick<GovernorPorts, 'table' | 'tableName'>,
  now: number,
): Promise<readonly number[]> {
  const { Items = [] } = await table.query({
    TableName: tableName,
    KeyConditionExpression: 'pk = :starts',
    FilterExpression: 'startsAtMs > :since',
    ExpressionAttributeValues: { ':starts': { S: STARTS_KEY }, ':since': { N: String(now - LOOK_BACK_MS) } },
  });
  return Items.map(({ startsAtMs }) => Number(startsAtMs?.N)).filter((at) => Number.isFinite(at));
}
