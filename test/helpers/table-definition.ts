/** What tells one table with an index by score from another. */
export interface ScoreTable {
  readonly tableName: string;
  readonly indexName: string;
  /** The index's partition key. */
  readonly indexPartitionKey: string;
  /** @default a number named `score` */
  readonly indexSortKey?: { readonly name: string; readonly type: 'S' | 'N' };
  readonly projected: readonly string[];
}

/** CreateTable's input, and an `AWS::DynamoDB::Table`'s properties: keys `pk` and `sk`, one index. */
export function scoreTable({ tableName, indexName, indexPartitionKey, indexSortKey, projected }: ScoreTable) {
  const { name: sortKey, type: sortType } = indexSortKey ?? { name: 'score', type: 'N' };
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' as const },
      { AttributeName: 'sk', KeyType: 'RANGE' as const },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' as const },
      { AttributeName: 'sk', AttributeType: 'S' as const },
      { AttributeName: indexPartitionKey, AttributeType: 'S' as const },
      { AttributeName: sortKey, AttributeType: sortType },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: indexName,
        KeySchema: [
          { AttributeName: indexPartitionKey, KeyType: 'HASH' as const },
          { AttributeName: sortKey, KeyType: 'RANGE' as const },
        ],
        Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projected] },
      },
    ],
  };
}
