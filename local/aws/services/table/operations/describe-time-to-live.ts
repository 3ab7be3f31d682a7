import type { JsonObject } from '../../operation.ts';
import type { Tables } from '../tables.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export function describeTimeToLive(tables: Tables, input: JsonObject): JsonObject {
  const { expiryName } = tables.named(input.TableName).settings;
  return {
    TimeToLiveDescription:
      expiryName === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: expiryName },
  };
}
