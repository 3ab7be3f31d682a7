import type {
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  AttributeValue as SdkAttributeValue,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { type TableOperationName, tableOperations } from './operations.ts';
import type { Tables } from './tables.ts';

/** The answer of an SDK command, without the metadata of the network. */
type Answer<Output> = Omit<Output, '$metadata'>;

/** A table for the functions: the SDK's inputs, outputs and errors, in this process. */
export interface TablePort {
  getItem(input: GetItemCommandInput): Promise<Answer<GetItemCommandOutput>>;
  putItem(input: PutItemCommandInput): Promise<Answer<PutItemCommandOutput>>;
  updateItem(input: UpdateItemCommandInput): Promise<Answer<UpdateItemCommandOutput>>;
  deleteItem(input: DeleteItemCommandInput): Promise<Answer<DeleteItemCommandOutput>>;
  query(input: QueryCommandInput): Promise<Answer<QueryCommandOutput>>;
  transactWriteItems(input: TransactWriteItemsCommandInput): Promise<Answer<TransactWriteItemsCommandOutput>>;
}

/**
 * Creates the functions' port to the local tables. A refusal rejects with an error that has AWS's `name` and the SDK's
 * members (`Item`, `CancellationReasons`, `$metadata`). Copies inputs and outputs.
 */
export function tablePort(tables: Tables): TablePort {
  const operations = tableOperations(tables);
  const call = async <Output>(name: TableOperationName, input: object): Promise<Output> => {
    try {
      return copyOut(operations[name](input as JsonObject)) as Output;
    } catch (error) {
      throw error instanceof ServiceError ? sdkError(error) : error;
    }
  };
  return {
    getItem: (input) => call('GetItem', input),
    putItem: (input) => call('PutItem', input),
    updateItem: (input) => call('UpdateItem', input),
    deleteItem: (input) => call('DeleteItem', input),
    query: (input) => call('Query', input),
    transactWriteItems: (input) => call('TransactWriteItems', input),
  };
}

function sdkError(error: ServiceError): Error {
  return Object.assign(error, copyOut(error.fields), {
    $fault: 'client',
    $metadata: { httpStatusCode: error.statusCode, attempts: 1 },
  });
}

/** Copies attribute values into the SDK's form, with binary as bytes; shares nothing with the table. */
function copyOut(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOut);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const only = entries.length === 1 ? entries[0] : undefined;
  if (only !== undefined) {
    const [name, member] = only;
    if (name === 'B' && typeof member === 'string') return { B: bytes(member) } satisfies SdkAttributeValue;
    if (name === 'BS' && Array.isArray(member)) return { BS: member.map(bytes) } satisfies SdkAttributeValue;
  }
  return Object.fromEntries(entries.map(([name, member]) => [name, copyOut(member)]));
}

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
