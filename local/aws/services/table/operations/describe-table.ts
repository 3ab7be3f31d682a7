import type { JsonObject } from '../../operation.ts';
import { uuidOf } from '../../uuid.ts';
import type { SecondaryIndex } from '../secondary-index.ts';
import type { Table } from '../table.ts';
import type { KeyAttribute, KeySchema, Throughput } from '../table-settings.ts';
import type { Tables } from '../tables.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export function describeTable(tables: Tables, input: JsonObject): JsonObject {
  return { Table: tableDescription(tables.named(input.TableName)) };
}

/** Counts are current; DynamoDB updates them about every six hours. */
export function tableDescription(table: Table, status: 'CREATING' | 'ACTIVE' = 'ACTIVE'): JsonObject {
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
    TableId: tableId(table),
    ...(settings.billing === 'PAY_PER_REQUEST' && { BillingModeSummary: onDemand(table, status) }),
    ...(table.indexes.length > 0 && {
      GlobalSecondaryIndexes: table.indexes.map((index) => indexDescription(table, index, status)),
    }),
    DeletionProtectionEnabled: settings.deletionProtected,
  };
}

function indexDescription(table: Table, index: SecondaryIndex, status: string): JsonObject {
  const { name, key, projection, includedNames, throughput: declared } = index.settings;
  const { entries, bytes } = index.totals();
  return {
    IndexName: name,
    KeySchema: keySchema(key),
    Projection: {
      ProjectionType: projection,
      ...(projection === 'INCLUDE' && { NonKeyAttributes: includedNames }),
    },
    IndexStatus: status,
    ProvisionedThroughput: throughput(declared),
    IndexSizeBytes: bytes,
    ItemCount: entries,
    IndexArn: `${table.arn}/index/${name}`,
  };
}

/** The time of the change is present once the table exists. */
function onDemand({ createdAt }: Table, status: string): JsonObject {
  return {
    BillingMode: 'PAY_PER_REQUEST',
    ...(status === 'ACTIVE' && { LastUpdateToPayPerRequestDateTime: createdAt / 1_000 }),
  };
}

/**
 * Derives a UUID that differs between tables of one name. Uses no random numbers, so that runs with a seed stay equal.
 */
function tableId({ arn, createdAt }: Table): string {
  return uuidOf(`${arn} ${createdAt}`);
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
