import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import type { JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { type TransactionUnits, totalUnits, type Units } from './capacity.ts';
import { constraint } from './errors.ts';
import type { TableGate } from './gate.ts';
import { IdempotencyTokens } from './idempotency-tokens.ts';
import { Table } from './table.ts';
import { readTableSettings } from './table-settings.ts';

export interface TablesOptions {
  readonly clock: Clock;
  /** Throughput limits and faults. @default admits every access */
  readonly gate?: TableGate;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** Twelve digits. @default '000000000000' */
  readonly accountId?: string;
  /** Limits the memory of idempotency tokens; items are never dropped. @default no limit */
  readonly memory?: MemoryBudget;
  /**
   * Called for each access that the gate or a fault refuses for its throughput; `index` if the access reads only an index,
   * or if an index has too little throughput for a write.
   * @default nothing
   */
  readonly onThrottled?: (tableName: string, kind: 'read' | 'write', index: string | undefined) => void;
}

/** A refusal by a fault. */
export interface FaultRefusal {
  readonly error: ServiceError;
  /** The index that has too little throughput. @default the table, or the index if the access reads only an index */
  readonly index?: string;
}

/** Faults of requests, besides the gate's refusals. */
export interface TableFault {
  /** @param indexes that the access uses units of */
  refuse(tableName: string, indexes: readonly string[]): FaultRefusal | undefined;
  /** Returns whether the answer to a write is lost; the write takes effect. */
  losesAnswer(tableNames: readonly string[]): boolean;
}

const THROTTLING = new Set(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded']);

/** The account's tables in one region. */
export class Tables {
  readonly clock: Clock;
  readonly tokens: IdempotencyTokens;
  /** May be replaced at any time. */
  gate: TableGate | undefined;
  /** May be replaced at any time; asked before the gate. */
  fault: TableFault | undefined;
  readonly #arnPrefix: string;
  readonly #onThrottled: TablesOptions['onThrottled'];
  readonly #byName = new Map<string, Table>();

  constructor({ clock, gate, region = 'us-east-1', accountId = '000000000000', memory, onThrottled }: TablesOptions) {
    this.clock = clock;
    this.gate = gate;
    this.#onThrottled = onThrottled;
    this.tokens = new IdempotencyTokens(clock, memory);
    this.#arnPrefix = `arn:aws:dynamodb:${region}:${accountId}:table/`;
  }

  /**
   * Creates a table, which is active at once.
   * @param properties those of an `AWS::DynamoDB::Table`, or CreateTable's input
   * @throws ServiceError ValidationException, ResourceInUseException
   */
  create(properties: JsonObject): Table {
    const settings = readTableSettings(properties);
    if (this.#byName.has(settings.name)) {
      throw new ServiceError('ResourceInUseException', `Table already exists: ${settings.name}`);
    }
    const table = new Table(settings, `${this.#arnPrefix}${settings.name}`, this.clock.now());
    this.#byName.set(settings.name, table);
    return table;
  }

  /** @param nameOrArn from a request @throws ServiceError ValidationException, ResourceNotFoundException */
  named(nameOrArn: unknown): Table {
    if (typeof nameOrArn !== 'string') throw constraint(nameOrArn, 'tableName', 'not be null');
    const table = this.#byName.get(nameOrArn) ?? this.#byName.get(nameOrArn.slice(nameOrArn.indexOf('/') + 1));
    if (table === undefined) throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
    return table;
  }

  /** Returns all tables in the order of their names. */
  all(): Table[] {
    return [...this.#byName.values()].sort((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  }

  /** Deletes expired items of every table, like `Table.sweepExpired`. @returns their number */
  sweepExpired(): number {
    const now = this.clock.now();
    let deleted = 0;
    for (const table of this.#byName.values()) deleted += table.sweepExpired(now);
    return deleted;
  }

  /** Returns the gate's refusal of the access, if any. */
  refusal(
    table: Table,
    kind: 'read' | 'write',
    partition: string | undefined,
    units: Units,
    transaction?: TransactionUnits,
  ): ServiceError | undefined {
    if (this.gate === undefined && this.fault === undefined) return undefined;
    const tableName = table.settings.name;
    const access = { tableName, kind, partition, units: totalUnits(units), isTransaction: transaction !== undefined };
    const fault = this.fault?.refuse(tableName, Object.keys(units.indexes));
    const refusal = fault?.error ?? this.gate?.refuse(access);
    if (refusal !== undefined && THROTTLING.has(refusal.name)) {
      this.#onThrottled?.(tableName, kind, fault?.index ?? onlyIndex(units));
    }
    return refusal;
  }

  /** Asks the gate and counts the units. @throws ServiceError the gate's refusal */
  spend(table: Table, kind: 'read' | 'write', partition: string | undefined, units: Units): void {
    const refusal = this.refusal(table, kind, partition, units);
    if (refusal !== undefined) throw refusal;
    count(table, kind, units);
  }
}

/** Returns the index, if all units belong to it: a read of an index uses no units of the table. */
function onlyIndex({ table, indexes }: Units): string | undefined {
  return table === 0 ? Object.keys(indexes)[0] : undefined;
}

export function count(table: Table, kind: 'read' | 'write', units: Units): void {
  const total = totalUnits(units);
  const name = kind === 'read' ? 'readUnits' : 'writeUnits';
  table.consumed[name] += total;
  table.consumed.indexes[name] += total - units.table;
  for (const index in units.indexes) {
    const consumed = table.consumedByIndex.get(index);
    if (consumed !== undefined) consumed[name] += units.indexes[index] ?? 0;
  }
}
