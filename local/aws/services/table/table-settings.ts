import { isObject, type JsonObject, objectList, optionalText } from '../operation.ts';
import { invalidParameter, notModelled, validation } from './errors.ts';
import type { KeyType } from './sort-key.ts';

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export interface KeySchema {
  readonly partition: KeyAttribute;
  readonly sort: KeyAttribute | undefined;
}

export interface IndexSettings {
  readonly name: string;
  readonly key: KeySchema;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** Attributes besides the keys of index and table; only with `INCLUDE`. */
  readonly includedNames: readonly string[];
  /** As declared; it limits nothing here. */
  readonly throughput: Throughput;
}

/** Units a second; 0 in on-demand mode. */
export interface Throughput {
  readonly readUnits: number;
  readonly writeUnits: number;
}

export interface TableSettings {
  readonly name: string;
  readonly key: KeySchema;
  readonly indexes: readonly IndexSettings[];
  /** The attribute with an item's expiry in seconds since the epoch; `undefined` if items do not expire. */
  readonly expiryName: string | undefined;
  readonly billing: 'PAY_PER_REQUEST' | 'PROVISIONED';
  readonly deletionProtected: boolean;
  /** As declared; it limits nothing here. */
  readonly throughput: Throughput;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const MAX_INDEXES = 20;

/**
 * Reads a table from the properties of an `AWS::DynamoDB::Table`, which are also those of CreateTable.
 * @throws ServiceError ValidationException
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export function readTableSettings(properties: JsonObject): TableSettings {
  const name = optionalText(properties, 'TableName') ?? '';
  if (!TABLE_NAME.test(name)) {
    throw validation(
      'TableName must be at least 3 characters long and at most 255 characters long, and contain only a-z, A-Z, 0-9, _, - and .',
    );
  }
  if (objectList(properties, 'LocalSecondaryIndexes').length > 0) {
    throw notModelled('local secondary indexes', 'Use a global secondary index.');
  }
  checkBilling(properties);
  const types = attributeTypes(properties);
  const used = new Set<string>();
  const key = readKeySchema(properties, types, used);
  const indexes = objectList(properties, 'GlobalSecondaryIndexes').map((index) => readIndex(index, types, used));
  for (const index of objectList(properties, 'GlobalSecondaryIndexes')) checkIndexBilling(index, properties);
  if (indexes.length > MAX_INDEXES)
    throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${MAX_INDEXES}`);
  if (new Set(indexes.map((index) => index.name)).size < indexes.length) {
    throw invalidParameter('Duplicate index name');
  }
  const unused = [...types.keys()].filter((attribute) => !used.has(attribute));
  if (unused.length > 0) {
    throw invalidParameter(
      `Some AttributeDefinitions are not used. AttributeDefinitions: [${[...types.keys()].join(', ')}], keys used: [${[...used].join(', ')}]`,
    );
  }
  return {
    name,
    key,
    indexes,
    expiryName: readExpiryName(properties),
    billing: properties.BillingMode === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    deletionProtected: properties.DeletionProtectionEnabled === true,
    throughput: readThroughput(properties),
  };
}

function attributeTypes(properties: JsonObject): ReadonlyMap<string, KeyType> {
  const types = new Map<string, KeyType>();
  for (const definition of objectList(properties, 'AttributeDefinitions')) {
    const name = optionalText(definition, 'AttributeName') ?? '';
    const type = definition.AttributeType;
    if (type !== 'S' && type !== 'N' && type !== 'B') {
      throw validation(
        `1 validation error detected: Value '${String(type)}' at 'attributeDefinitions.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]`,
      );
    }
    types.set(name, type);
  }
  return types;
}

function readKeySchema(source: JsonObject, types: ReadonlyMap<string, KeyType>, used: Set<string>): KeySchema {
  const elements = objectList(source, 'KeySchema');
  const keyOf = (element: JsonObject): KeyAttribute => {
    const name = optionalText(element, 'AttributeName') ?? '';
    const type = types.get(name);
    if (type === undefined) {
      throw invalidParameter(
        `Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
      );
    }
    used.add(name);
    return { name, type };
  };
  const [first, second] = elements;
  if (first === undefined || first.KeyType !== 'HASH') {
    throw validation('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (elements.length > 2) throw notModelled('keys of more than two attributes', 'Join the attributes in one.');
  if (second !== undefined && second.KeyType !== 'RANGE') {
    throw validation('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
  return { partition: keyOf(first), sort: second === undefined ? undefined : keyOf(second) };
}

function readIndex(index: JsonObject, types: ReadonlyMap<string, KeyType>, used: Set<string>): IndexSettings {
  const name = optionalText(index, 'IndexName') ?? '';
  if (!TABLE_NAME.test(name))
    throw validation('IndexName must be at least 3 characters long and at most 255 characters long');
  const projection = isObject(index.Projection) ? index.Projection : {};
  const kind = projection.ProjectionType;
  if (kind !== 'ALL' && kind !== 'KEYS_ONLY' && kind !== 'INCLUDE') {
    throw invalidParameter(`Unknown ProjectionType: ${String(kind ?? 'null')}`);
  }
  const names = Array.isArray(projection.NonKeyAttributes) ? projection.NonKeyAttributes.map(String) : [];
  if (kind === 'INCLUDE' && names.length === 0) {
    throw invalidParameter('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
  }
  if (kind !== 'INCLUDE' && names.length > 0) {
    throw invalidParameter(`ProjectionType is ${kind}, but NonKeyAttributes is specified`);
  }
  return {
    name,
    key: readKeySchema(index, types, used),
    projection: kind,
    includedNames: names,
    throughput: readThroughput(index),
  };
}

/** Requires a throughput with the mode PROVISIONED, which is the default, and only with it. */
function checkBilling({ BillingMode, ProvisionedThroughput }: JsonObject): void {
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (!isObject(ProvisionedThroughput)) return;
    throw invalidParameter(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (!isObject(ProvisionedThroughput)) throw validation('No provisioned throughput specified for the table');
}

/** Requires the billing mode of the table for its indexes too. */
function checkIndexBilling({ IndexName, ProvisionedThroughput }: JsonObject, { BillingMode }: JsonObject): void {
  const isOnDemand = BillingMode === 'PAY_PER_REQUEST';
  if (isObject(ProvisionedThroughput) === !isOnDemand) return;
  throw invalidParameter(
    isOnDemand
      ? `ProvisionedThroughput should not be specified for index: ${String(IndexName)} when BillingMode is PAY_PER_REQUEST`
      : `ProvisionedThroughput is not specified for index: ${String(IndexName)}`,
  );
}

function readThroughput({ ProvisionedThroughput }: JsonObject): Throughput {
  const { ReadCapacityUnits, WriteCapacityUnits } = isObject(ProvisionedThroughput) ? ProvisionedThroughput : {};
  return { readUnits: Number(ReadCapacityUnits ?? 0), writeUnits: Number(WriteCapacityUnits ?? 0) };
}

function readExpiryName(properties: JsonObject): string | undefined {
  const expiry = properties.TimeToLiveSpecification;
  return isObject(expiry) && expiry.Enabled !== false ? optionalText(expiry, 'AttributeName') : undefined;
}
