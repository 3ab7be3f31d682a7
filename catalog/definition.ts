import type { Static, TObject, TSchema } from 'typebox';
import type { TableUse } from '../core/capacity/model/table-use.ts';
import type { AcceptedRisk, LatencyObjective, Priority, Processing, Traffic } from '../core/capacity/model/workload.ts';
import type { KnownFields } from './known-fields.ts';

/** An older form of an event type that phones still send; its author keeps it. */
export interface EarlierVersion<Data extends TObject = TObject> {
  /** Below the type's own version; each version once. ≥ 1. */
  readonly version: number;
  /** The schema, unchanged since its release. */
  readonly data: Data;
  /** One valid `data` of this version. The bundler runs `upgrade` on it. */
  readonly example: unknown;
  /**
   * Converts this version's `data` to that of the next kept version, and so step by step to the newest. Pure and
   * self-contained: the bundles contain only its text, so it may use nothing outside itself. It receives a copy of its
   * own.
   */
  upgrade(data: Static<Data>): object;
}

/** The definition as the author of an event type writes it. */
export interface EventSource<
  Type extends string,
  Data extends TSchema,
  Earlier extends readonly TObject[] = readonly TObject[],
> {
  /**
   * `<noun>.<past participle>` in lower case, such as `treasure.claimed`. The function is in
   * `lambdas/<noun>-<participle>/`.
   */
  readonly type: Type;
  /** Raised by one at each change of a released `data` (docs/add-an-event-type.md, "Changing a type"). ≥ 1. */
  readonly version: number;
  /** TypeBox object with `additionalProperties: false`. */
  readonly data: Data;
  /** Released versions whose events `data` does not all accept. @default none */
  readonly earlier?: { readonly [Index in keyof Earlier]: EarlierVersion<Earlier[Index]> };
  /** The field whose value chooses the shard; events with the same value keep their order. */
  readonly partitionKey: 'playerId' | `data.${string}`;
  readonly priority: Priority;
  readonly traffic: Traffic;
  /** @default derived from `traffic` and the stage, see `core/chain/stream-and-source-mapping.ts` */
  readonly processing?: Partial<Processing>;
  /** Events of one request and partition key that may travel in one EventBridge entry. 1–100. @default 100 */
  readonly maxEventsPerEntry?: number;
  readonly latencyObjective: LatencyObjective;
  /**
   * What the type's records do in the table: the calls of its handler in each case, and the share of each case at peak.
   * The shares add up to at most 1. test/lambdas/table-use.test.ts compares it with the handlers.
   */
  readonly tableUse: readonly TableUse[];
  /** A valid `data`, checked against the schema; the docs, the load generator and the smoke request use it. */
  readonly example: unknown;
  /**
   * Ingest rejects the type from now on, while its chain still handles what was accepted: the first of two deployments
   * that remove a type (docs/add-an-event-type.md).
   * @default false
   */
  readonly retired?: boolean;
  /** Findings of the capacity check about this type that the author accepts. @default none */
  readonly acceptedRisks?: readonly AcceptedRisk[];
}

/** What a phone sends. */
export interface SubmittedEvent<Type extends string = string, Data = unknown> {
  readonly id: string;
  readonly type: Type;
  /** The phone's own time: shown, but never used for a decision. */
  readonly occurredAt: string;
  readonly data: Data;
}

/** A submitted event with ingest's stamps, as handlers receive it. */
export interface StampedEvent<Type extends string = string, Data = unknown> extends SubmittedEvent<Type, Data> {
  readonly version: number;
  /** When ingest received the request: RFC 3339 in UTC with milliseconds. */
  readonly receivedAt: string;
  /** Position in the request, 0–99; with `receivedAt` it orders a player's events. */
  readonly index: number;
  /** The subject of the player's token. */
  readonly playerId: string;
}

/** A wrong field: where it is, what is wrong with it, what arrived. */
export interface SchemaViolation {
  /** Dotted path, such as `data.latitude`; empty for the value itself. */
  readonly path: string;
  /** A sentence without a subject, such as `must be <= 90`. */
  readonly message: string;
  readonly received: unknown;
}

/** Returns the first violation; `undefined` if the value is valid. */
export type Validate = (value: unknown) => SchemaViolation | undefined;

/** An older version in the form that functions contain. */
export interface CompiledEarlier {
  readonly version: number;
  /** Checks what a phone sent. */
  readonly validateSubmitted: Validate;
  /** Checks the data of a record with this version, or with a lower one that is no longer kept. */
  readonly validateStamped: Validate;
  /** Converts this version's `data` to that of the next kept version. May throw. */
  readonly upgrade: (data: unknown) => unknown;
}

/**
 * The part of a definition that functions contain: plain data and compiled validators. In a bundle it replaces the
 * whole definition (build/bundle/compile-catalog.ts), so that no schema library is loaded on AWS.
 */
export interface CompiledEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly version: number;
  readonly partitionKey: 'playerId' | `data.${string}`;
  readonly priority: Priority;
  readonly maxEventsPerEntry: number;
  readonly latencyObjective: LatencyObjective;
  /** Ingest rejects the type. */
  readonly retired: boolean;
  /** Checks what a phone sent. */
  readonly validateSubmitted: Validate;
  /** Checks the event of a record. */
  readonly validateStamped: Validate;
  /** The fields of a stamped event that this version knows; a handler drops the other fields of a newer version. */
  readonly knownFields: KnownFields;
  /** Older versions that handlers still read, the newest first. */
  readonly earlier: readonly CompiledEarlier[];
  /** Only for the type checker: the type of `data`. Never set. */
  readonly _data?: Data;
}

/** An older version after its checks. */
export interface EarlierDefinition extends CompiledEarlier {
  readonly dataSchema: TSchema;
  readonly submittedSchema: TSchema;
  readonly stampedSchema: TSchema;
  readonly example: unknown;
  /** The source text of `upgrade`, for the bundles. */
  readonly upgradeText: string;
}

/** A definition after its checks. */
export interface EventDefinition<Type extends string = string, Data = unknown> extends CompiledEvent<Type, Data> {
  readonly earlier: readonly EarlierDefinition[];
  readonly dataSchema: TSchema;
  readonly submittedSchema: TSchema;
  readonly stampedSchema: TSchema;
  /** Upper bound of the bytes of an event in its entry; ingest rejects events above `MAX_EVENT_BYTES`. */
  readonly largestEventBytes: number;
  readonly traffic: Traffic & { readonly meanEventsPerRequest: number };
  readonly processing: Partial<Processing>;
  readonly tableUse: readonly TableUse[];
  readonly example: Data;
  readonly acceptedRisks: readonly AcceptedRisk[];
}

/** The type of a definition's `data`. */
export type DataOf<Definition> = Definition extends CompiledEvent<string, infer Data> ? Data : never;
/** The stamped event of a definition. */
export type EventOf<Definition> =
  Definition extends CompiledEvent<infer Type, infer Data> ? StampedEvent<Type, Data> : never;
