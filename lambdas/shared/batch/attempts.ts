import type { KinesisStreamRecord } from 'aws-lambda';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import type { TablePort } from '../ports.ts';
import { attemptKey } from '../store/keys.ts';
import { isSuspect } from './suspect.ts';

/** How long the table keeps a count after its last change: longer than any pause between two deliveries. */
const COUNT_LIFE_SECONDS = 24 * 3_600;

interface AttemptPorts {
  readonly table: TablePort;
  readonly tableName: string;
  readonly clock: Clock;
}

/**
 * Counts in the table how often the handling of a record has begun without an end. A function that is killed (out of
 * memory, out of time, a crash of the runtime) can report nothing; the count from before remains.
 */
export class Attempts {
  readonly #ports: AttemptPorts;
  readonly #type: string;

  constructor(ports: AttemptPorts, type: string) {
    this.#ports = ports;
    this.#type = type;
  }

  /** The record whose attempts must be counted; `undefined`: none. */
  suspectOf(records: readonly KinesisStreamRecord[]): KinesisStreamRecord | undefined {
    const [record] = records;
    if (record === undefined) return undefined;
    const arrivedAt = record.kinesis.approximateArrivalTimestamp * 1_000;
    return isSuspect(records.length, arrivedAt, this.#ports.clock.now()) ? record : undefined;
  }

  /** Counts the start of an attempt. @returns attempts begun since one last ended, this one included */
  async begin(record: KinesisStreamRecord): Promise<number> {
    const { table, tableName, clock } = this.#ports;
    const { Attributes } = await table.updateItem({
      TableName: tableName,
      Key: attemptKey(this.#type, record.eventID),
      UpdateExpression: 'ADD attempts :one SET expiresAt = :expiresAt',
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ':expiresAt': { N: String(Math.floor(clock.now() / 1_000) + COUNT_LIFE_SECONDS) },
      },
      ReturnValues: 'UPDATED_NEW',
    });
    return Number(Attributes?.attempts?.N ?? 1);
  }

  /** Sets the count to 0: the function survived the record, with whatever result. */
  async end(record: KinesisStreamRecord): Promise<void> {
    const { table, tableName } = this.#ports;
    await table.updateItem({
      TableName: tableName,
      Key: attemptKey(this.#type, record.eventID),
      UpdateExpression: 'SET attempts = :none',
      ExpressionAttributeValues: { ':none': { N: '0' } },
    });
  }
}
