import type { ServiceParameters } from '../api/parameters.ts';

/**
 * "If the table does not have any local secondary indexes, this information is not returned", and no table here has
 * any.
 */
const COLLECTIONS = { ReturnItemCollectionMetrics: 'only tables with local secondary indexes have such metrics' };
const EXPRESSION = 'ExpressionAttributeNames ExpressionAttributeValues';
const WRITE = `TableName ReturnValues ReturnConsumedCapacity ConditionExpression ${EXPRESSION} ReturnValuesOnConditionCheckFailure`;
const READ = `TableName IndexName Select Limit ConsistentRead ExclusiveStartKey ReturnConsumedCapacity ProjectionExpression FilterExpression ${EXPRESSION}`;

export const TABLE_PARAMETERS: ServiceParameters = {
  CreateTable: {
    effective:
      'TableName AttributeDefinitions KeySchema BillingMode DeletionProtectionEnabled GlobalSecondaryIndexes.IndexName GlobalSecondaryIndexes.KeySchema GlobalSecondaryIndexes.Projection LocalSecondaryIndexes',
    inert: {
      ProvisionedThroughput: 'DescribeTable returns it; no table here has a limit of throughput',
      'GlobalSecondaryIndexes.ProvisionedThroughput':
        'DescribeTable returns it; no index here has a limit of throughput',
      SSESpecification: 'items stay in memory',
      TableClass: 'it changes only the price',
      Tags: 'no operation served here reads them',
    },
  },
  DeleteItem: { effective: `${WRITE} Key`, inert: COLLECTIONS },
  DescribeTable: { effective: 'TableName' },
  GetItem: {
    effective: 'TableName Key ConsistentRead ReturnConsumedCapacity ProjectionExpression ExpressionAttributeNames',
  },
  ListTables: { effective: 'ExclusiveStartTableName Limit' },
  PutItem: { effective: `${WRITE} Item`, inert: COLLECTIONS },
  Query: { effective: `${READ} KeyConditionExpression ScanIndexForward` },
  Scan: { effective: `${READ} TotalSegments Segment` },
  TransactWriteItems: { effective: 'TransactItems ReturnConsumedCapacity ClientRequestToken', inert: COLLECTIONS },
  UpdateItem: { effective: `${WRITE} Key UpdateExpression`, inert: COLLECTIONS },
};
