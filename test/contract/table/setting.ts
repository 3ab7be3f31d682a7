import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { scoreTable } from '../../helpers/table-definition.ts';

export type Item = Record<string, AttributeValue>;

/** A client with tables of its own, whatever answers it. */
export class TableSetting {
  readonly client: DynamoDBClient;
  /** Key `pk` (S), `sk` (S); index `byScore`: `board` (S), `score` (N), with `name`. */
  readonly tableName: string;
  /** Key `pk` (S), `sk` (N). */
  readonly numberTableName: string;
  /** Key `pk` (S), `sk` (B). */
  readonly binaryTableName: string;
  #keys = 0;

  /** @param id sets this run's tables apart from those of others in the same account */
  constructor(endpoint: string, id: string) {
    this.client = new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    this.tableName = `contract-${id}`;
    this.numberTableName = `contract-numbers-${id}`;
    this.binaryTableName = `contract-binary-${id}`;
  }

  async create(): Promise<void> {
    await this.client.send(
      new CreateTableCommand(
        scoreTable({
          tableName: this.tableName,
          indexName: 'byScore',
          indexPartitionKey: 'board',
          projected: ['name'],
        }),
      ),
    );
    await this.#createWithSort(this.numberTableName, 'N');
    await this.#createWithSort(this.binaryTableName, 'B');
    for (const TableName of [this.tableName, this.numberTableName, this.binaryTableName]) {
      await waitUntilTableExists({ client: this.client, maxWaitTime: 30, minDelay: 1 }, { TableName });
    }
  }

  async #createWithSort(name: string, type: 'N' | 'B'): Promise<void> {
    await this.client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: type },
        ],
      }),
    );
  }

  /** A partition key that no other test uses. */
  partition(): string {
    this.#keys += 1;
    return `partition-${this.#keys}`;
  }

  /** A key that no other test uses. */
  key(): { pk: { S: string }; sk: { S: string } } {
    return { pk: { S: this.partition() }, sk: { S: 'a' } };
  }

  put(Item: Item, more: Partial<PutItemCommandInput> = {}) {
    return this.client.send(new PutItemCommand({ TableName: this.tableName, Item, ...more }));
  }

  async get(Key: Item): Promise<Item | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.tableName, Key, ConsistentRead: true }),
    );
    return item;
  }

  update(Key: Item, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) {
    return this.client.send(new UpdateItemCommand({ TableName: this.tableName, Key, UpdateExpression, ...more }));
  }

  delete(Key: Item, more: Partial<DeleteItemCommandInput> = {}) {
    return this.client.send(new DeleteItemCommand({ TableName: this.tableName, Key, ...more }));
  }

  query(KeyConditionExpression: string, values: Item, more: Partial<QueryCommandInput> = {}) {
    return this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression,
        ExpressionAttributeValues: values,
        ...more,
      }),
    );
  }

  /** Whether an item meets a condition: the write that has it goes through or fails by it. */
  async meets(item: Item, condition: string, values?: Item, names?: Record<string, string>): Promise<boolean> {
    const key = this.key();
    await this.put({ ...key, ...item });
    try {
      await this.delete(key, {
        ConditionExpression: condition,
        ExpressionAttributeValues: values,
        ExpressionAttributeNames: names,
      });
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }
}
