import type { Static, TObject, TSchema } from 'typebox';
import type { TableUse } from '../core/capacity/model/table-use.ts';
import type { AcceptedRisk, LatencyObjective, Priority, Processing, Traffic } from '../core/capacity/model/workload.ts';
import type { KnownFields } from './known-fields.ts';

/** An older form of an event type that phones still send, as its author keeps it. */
export interface EarlierVersion<Data extends TObject = TObject> {
  /** Below the type's own, each once. ≥ 1. */
  readonly version: number;
  /** As it was when it was released. */
  readonly data: Data;
  /** One valid `data` of this version. The bundler runs `upgrade` on it. */
  readonly example: unknown;
  /**
   * Makes of this version's `data` that of the next kept version, the newest in the end. Pure and self-contained: the
   * bundles carry its text alone, so that it may use nothing from outside of itself. Gets a copy of its own.
   */
  upgrade(data: Static<Data>): object;
}

/** What the author of an event type writes. */
export interface EventSource<
  Type extends string,
  Data extends TSchema,
  Earlier extends readonly TObject[] = readonly TObject[],
> {
  /** `<noun>.<past participle>` in lower case, such as `treasure.claimed`. The function is in `lambdas/<noun>-<participle>/`. */
  readonly type: Type;
  /** Raised by one whenever a released `data` changes (docs/add-an-event-type.md, "Changing a type"). ≥ 1. */
  readonly version: number;
  /** TypeBox object with `additionalProperties: false`. */
  readonly data: Data;
  /** Released versions of which `data` does not accept everything. @default none */
  readonly earlier?: { readonly [Index in keyof Earlier]: EarlierVersion<Earlier[Index]> };
  /** The field whose value chooses the shard; events of one value keep their order. */
  readonly partitionKey: 'playerId' | `data.${string}`;
  readonly priority: Priority;
  readonly traffic: Traffic;
  /** @default derived from `traffic` and the stage, see `core/chain/stream-and-source-mapping.ts` */
  readonly processing?: Partial<Processing>;
  /** Events of one request and partition key that may travel in one EventBridge entry. 1–100. @default 100 */
  readonly maxEventsPerEntry?: number;
  readonly latencyObjective: LatencyObjective;
  /**
   * What the type's records do to the table, by the course that they take: its handler's calls, and how often each course
   * is taken at peak. The shares come to 1 at most. test/lambdas/table-use.test.ts holds it against the handlers.
   */
  readonly tableUse: readonly TableUse[];
  /** One valid `data`, checked against the schema; the docs, the load generator and the smoke request use it. */
  readonly example: unknown;
  /**
   * Whether ingest rejects it from now on, while its chain still handles what was accepted: the first of two deployments
   * that remove a type (docs/add-an-event-type.md). @default false
   */
  readonly retired?: boolean;
  /** Findings of the capacity check about this type that are lived with. @default none */
  readonly acceptedRisks?: readonly AcceptedRisk[];
}

/** What a phone sends. */
export interface SubmittedEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  /** The phone's own time: shown, never decides. */
  readonly occurredAt: string;
  readonly data: Data;
}

/** A submitted event with ingest's stamps, as handlers receive it. */
export interface StampedEvent<Type extends string = string, Data = unknown> extends SubmittedEvent<Type, Data> {
  readonly version: number;
  /** The time at which ingest took the request in, RFC 3339 in UTC with milliseconds. */
  readonly receivedAt: string;
  /** Position in the request, 0–99: with `receivedAt` it orders a player's events. */
  readonly index: number;
  /** The subject of the player's token. */
  readonly playerId: string;
}

/** A wrong field of a value: where it is, what was wrong with it, what arrived. */
export interface SchemaViolation {
  /** Dotted path, such as `data.latitude`; empty for the value itself. */
  readonly path: string;
  /** A sentence without a subject, such as `must be <= 90`. */
  readonly message: string;
  readonly received: unknown;
}

/** `undefined` when the value is valid, else the first violation. */
export type Validate = (value: unknown) => SchemaViolation | undefined;

/** An older version as functions carry it. */
export interface CompiledEarlier {
  readonly version: number;
  /** Checks what a phone sent. */
  readonly validateSubmitted: Validate;
  /** Checks what arrived in a record with this version, or one below it that is not kept itself. */
  readonly validateStamped: Validate;
  /** From this version's `data` to that of the next kept one. May throw. */
  readonly upgrade: (data: unknown) => unknown;
}

/**
 * The part of a definition that functions carry: plain data and compiled validators. In a bundle it replaces the
 * whole definition (build/bundle/compile-catalog.ts), so that no schema library is loaded on AWS.
 */
export interface CompiledEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly version: number;
  readonly partitionKey: 'playerId' | `data.${string}`;
  readonly priority: Priority;
  readonly maxEventsPerEntry: number;
  /** Whether ingest rejects it. */
  readonly retired: boolean;
  /** Checks what a phone sent. */
  readonly validateSubmitted: Validate;
  /** Checks what arrived in a record. */
  readonly validateStamped: Validate;
  /** The fields of a stamped event that this version knows: of a newer one the others are left aside. */
  readonly knownFields: KnownFields;
  /** Older versions that are still read, the newest first. */
  readonly earlier: readonly CompiledEarlier[];
  /** Carries the type of `data`; never set. */
  readonly _data?: Data;
}

/** An older version as it was checked. */
export interface EarlierDefinition extends CompiledEarlier {
  readonly dataSchema: TSchema;
  readonly submittedSchema: TSchema;
  readonly stampedSchema: TSchema;
  readonly example: unknown;
  /** The source of `upgrade`, as the bundles carry it. */
  readonly upgradeText: string;
}

/** A checked definition. */
export interface EventDefinition<Type extends string = string, Data = unknown> extends CompiledEvent<Type, Data> {
  readonly earlier: readonly EarlierDefinition[];
  readonly dataSchema: TSchema;
  readonly submittedSchema: TSchema;
  readonly stampedSchema: TSchema;
  /** Bytes that an event may have in its entry, an upper bound; ingest rejects those above `MAX_EVENT_BYTES`. */
  readonly largestEventBytes: number;
  readonly traffic: Traffic & { readonly meanEventsPerRequest: number };
  readonly processing: Partial<Processing>;
  readonly latencyObjective: LatencyObjective;
  readonly tableUse: readonly TableUse[];
  readonly example: Data;
  readonly acceptedRisks: readonly AcceptedRisk[];
}

/** The type of a definition's `data`. */
export type DataOf<Definition> = Definition extends CompiledEvent<string, infer Data> ? Data : never;
/** The stamped event of a definition. */
export type EventOf<Definition> =
  Definition extends CompiledEvent<infer Type, infer Data> ? StampedEvent<Type, Data> : never;
