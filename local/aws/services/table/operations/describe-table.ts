import type { JsonObject } from '../../operation.ts';
import type { Table } from '../table.ts';
import type { KeyAttribute, KeySchema, Throughput } from '../table-settings.ts';
import type { Tables } from '../tables.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export function describeTable(tables: Tables, input: JsonObject): JsonObject {
  return { Table: tableDescription(tables.named(input.TableName)) };
}

/** Counts are of this moment; DynamoDB renews them about every six hours. */
export function tableDescription(table: Table, status = 'ACTIVE'): JsonObject {
  const { settings } = table;
  const keys = [settings.key, ...settings.indexes.map(({ key }) => key)].flatMap(keyAttributes);
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return {
    AttributeDefinitions: [...types].map(([name, type]) => ({ AttributeName: name, AttributeType: type })),
    TableName: settings.name,
    KeySchema: keySchema(settings.key),
    TableStatus: status,
    CreationDateTime: table.createdAt / 1_000,
    ProvisionedThroughput: throughput(settings.throughput),
    TableSizeBytes: table.bytes,
    ItemCount: table.itemCount,
    TableArn: table.arn,
    ...(settings.billing === 'PAY_PER_REQUEST' ? { BillingModeSummary: { BillingMode: settings.billing } } : {}),
    ...(settings.indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: table.indexes.map((index) => ({
            IndexName: index.settings.name,
            KeySchema: keySchema(index.settings.key),
            Projection: {
              ProjectionType: index.settings.projection,
              ...(index.settings.projection === 'INCLUDE' ? { NonKeyAttributes: index.settings.includedNames } : {}),
            },
            IndexStatus: 'ACTIVE',
            ProvisionedThroughput: throughput(index.settings.throughput),
            IndexArn: `${table.arn}/index/${index.settings.name}`,
          })),
        }),
    DeletionProtectionEnabled: settings.deletionProtected,
  };
}

function throughput({ readUnits, writeUnits }: Throughput): JsonObject {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits: readUnits, WriteCapacityUnits: writeUnits };
}

function keyAttributes({ partition, sort }: KeySchema): KeyAttribute[] {
  return sort === undefined ? [partition] : [partition, sort];
}

function keySchema(key: KeySchema): JsonObject[] {
  return keyAttributes(key).map(({ name }, position) => ({
    AttributeName: name,
    KeyType: position === 0 ? 'HASH' : 'RANGE',
  }));
}
