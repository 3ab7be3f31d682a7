import type { Static, TObject, TSchema } from 'typebox';
import {
  CHECKS,
  type LatencyObjective,
  PRIORITIES,
  type Processing,
  TRAFFIC_SHAPES,
  type Traffic,
} from '../core/capacity/model/workload.ts';
import { EVENT_SOURCE } from '../core/chain/bus-entry-source.ts';
import { LIMITS } from '../core/limits.ts';
import { checkDataSchema } from './check-data-schema.ts';
import { checkTableUse } from './check-table-use.ts';
import type { EarlierVersion, EventDefinition, EventSource } from './definition.ts';
import { defineEarlier } from './earlier-versions.ts';
import { MAX_EVENT_BYTES } from './event-limits.ts';
import { knownFields } from './known-fields.ts';
import {
  didYouMean,
  numberChecker,
  type Refuse,
  refuser,
  requireBoolean,
  requireFields,
  requireRisks,
  requireWord,
} from './refuse.ts';
import type { JsonSchema } from './schema-breaks.ts';
import { largestBytes, smallestBytes } from './schema-size.ts';
import { lazyValidator, plain } from './validator.ts';
import { versionSchemas } from './version-schemas.ts';

/**
 * EventBridge allows a detail-type of 128 characters (eventbridge/latest/APIReference, PutEventsRequestEntry); the
 * names of resources contain more than the type.
 */
const MAX_TYPE_CHARACTERS = 64;
const TYPE_PATTERN = /^[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)+$/;

/** `[lowest, highest, unit]` of each numeric setting: Lambda's own limits (lambda/latest/dg, services-kinesis-parameters). */
export const PROCESSING_RANGES: Readonly<
  Record<Exclude<keyof Processing, 'bisectBatchOnError'>, readonly [number, number, string]>
> = {
  batchSize: [1, 10_000, 'records'],
  batchingWindowSeconds: [0, 300, 'seconds'],
  parallelizationFactor: [1, LIMITS.lambdaMaxParallelizationFactor.value, 'batches a shard'],
  reservedConcurrency: [1, 100_000, 'invocations'],
  memoryMb: [128, 10_240, 'MB'],
  // A handler begins no work in its last seconds (core/handler-limits.ts); with a shorter timeout it would never begin
  // any.
  timeoutSeconds: [10, LIMITS.lambdaTimeoutSeconds.value, 'seconds'],
  retryAttempts: [-1, 10_000, 'retries; -1: as long as the record’s age allows'],
  maxRecordAgeSeconds: [60, 604_800, 'seconds'],
};

/**
 * Defines one event type. Validation, rule, stream, event source mapping, alarms and the capacity plan follow from it.
 * @throws InputError immediately if the definition is wrong; it names the field, its value and what to change
 */
export function defineEvent<
  const Name extends string,
  Schema extends TObject,
  const Earlier extends readonly TObject[] = readonly [],
>(source: EventSource<Name, Schema, Earlier>): EventDefinition<Name, Static<Schema>> {
  const refuse: Refuse = refuser(`catalog ${source.type}`);
  const requireNumber = numberChecker(refuse);

  requireFields(refuse, undefined, source, SOURCE_FIELDS);
  if (!TYPE_PATTERN.test(source.type)) {
    refuse('type', source.type, 'lower-case words joined by dots, such as "treasure.claimed"', 'Rename the type.');
  }
  if (source.type.length > MAX_TYPE_CHARACTERS) {
    refuse('type', source.type, `at most ${MAX_TYPE_CHARACTERS} characters`, 'Choose shorter words.');
  }
  requireNumber('version', source.version, 1, 1_000_000, 'version');
  checkDataSchema(plain(source.data), refuse);
  checkPartitionKey(source, refuse);
  const aboutPriority = 'Choose one; only "sheddable" events are refused under load.';
  requireWord(refuse, 'priority', source.priority, PRIORITIES, aboutPriority);

  const { traffic } = source;
  requireFields(refuse, 'traffic', traffic, TRAFFIC_FIELDS);
  requireNumber('traffic.peakEventsPerSecond', traffic.peakEventsPerSecond, 0.001, 10_000_000, 'events/s', false);
  requireNumber('traffic.meanBytes', traffic.meanBytes, 1, MAX_EVENT_BYTES, 'bytes', false);
  const aboutShape = 'Choose the shape that is nearest to the day you expect.';
  requireWord(refuse, 'traffic.shape', traffic.shape, TRAFFIC_SHAPES, aboutShape);
  const meanEventsPerRequest = traffic.meanEventsPerRequest ?? 1;
  requireNumber('traffic.meanEventsPerRequest', meanEventsPerRequest, 1, 100, 'events', false);

  if (traffic.hottestKeyShare !== undefined) {
    requireNumber('traffic.hottestKeyShare', traffic.hottestKeyShare, 1e-9, 1, 'share', false);
  }
  requireRisks(refuse, source.acceptedRisks, CHECKS);

  for (const [name, value] of Object.entries(source.processing ?? {})) {
    if (name === 'bisectBatchOnError') {
      requireBoolean(refuse, `processing.${name}`, value);
      continue;
    }
    const range = PROCESSING_RANGES[name as keyof typeof PROCESSING_RANGES];
    if (range === undefined) {
      const known = [...Object.keys(PROCESSING_RANGES), 'bisectBatchOnError'];
      refuse(`processing.${name}`, value, known.join(', '), didYouMean(name, known) ?? 'Remove it.');
      continue;
    }
    requireNumber(`processing.${name}`, value as number, ...range);
  }

  const retired = source.retired ?? false;
  requireBoolean(refuse, 'retired', retired);

  const maxEventsPerEntry = source.maxEventsPerEntry ?? 100;
  requireNumber('maxEventsPerEntry', maxEventsPerEntry, 1, 100, 'events');
  requireFields(refuse, 'latencyObjective', source.latencyObjective, OBJECTIVE_FIELDS);
  requireNumber('latencyObjective.percentile', source.latencyObjective.percentile, 1, 99.999, 'percent', false);
  requireNumber('latencyObjective.milliseconds', source.latencyObjective.milliseconds, 1, 86_400_000, 'ms', false);

  checkTableUse(source.tableUse, refuse);

  const dataSchema: TSchema = source.data;
  const violation = lazyValidator(dataSchema)(source.example);
  if (violation !== undefined) {
    const field = violation.path === '' ? 'example' : `example.${violation.path}`;
    refuse(
      field,
      violation.received,
      `a value that ${violation.message}`,
      'Make the example valid: docs and load tests send it.',
    );
  }

  for (const kept of source.earlier ?? []) {
    requireFields(refuse, 'earlier', kept, EARLIER_FIELDS);
    const { version, data } = kept;
    const refuseEarlier: Refuse = (field, ...rest) => refuse(`earlier version ${version}: ${field}`, ...rest);
    checkDataSchema(plain(data), refuseEarlier);
    checkPartitionKey({ partitionKey: source.partitionKey, data }, refuseEarlier);
  }
  const earlier = defineEarlier(source, refuse);
  // Records of older versions are still in the stream while a new version is deployed. Records of newer versions arrive
  // while CloudFormation rolls out or back; `knownFields` reads them (lambdas/shared/batch/read-record.ts).
  const oldest = (earlier[0]?.version ?? 0) + 1;
  const { submittedSchema, stampedSchema } = versionSchemas(source.type, dataSchema, oldest, source.version);
  const [smallest, largestEventBytes] = entryBytes(source.type, plain(stampedSchema));
  if (smallest > MAX_EVENT_BYTES) {
    refuse(
      'data',
      `a schema whose smallest event takes ${smallest} bytes`,
      `at most ${MAX_EVENT_BYTES} bytes, including the fields and the envelope that ingest adds; ingest rejects larger events`,
      'Lower minLength and minItems, or make fields optional.',
    );
  }

  return {
    type: source.type,
    version: source.version,
    partitionKey: source.partitionKey,
    priority: source.priority,
    maxEventsPerEntry,
    retired,
    validateSubmitted: lazyValidator(submittedSchema),
    validateStamped: lazyValidator(stampedSchema),
    knownFields: knownFields(plain(stampedSchema)),
    earlier,
    dataSchema,
    submittedSchema,
    stampedSchema,
    largestEventBytes,
    traffic: { ...traffic, meanEventsPerRequest },
    processing: source.processing ?? {},
    latencyObjective: source.latencyObjective,
    tableUse: source.tableUse,
    example: source.example as Static<Schema>,
    acceptedRisks: source.acceptedRisks ?? [],
  };
}

const SOURCE_FIELDS: Readonly<Record<keyof EventSource<string, TSchema>, true>> = {
  type: true,
  version: true,
  data: true,
  partitionKey: true,
  priority: true,
  traffic: true,
  processing: true,
  maxEventsPerEntry: true,
  latencyObjective: true,
  tableUse: true,
  example: true,
  earlier: true,
  retired: true,
  acceptedRisks: true,
};
const EARLIER_FIELDS: Readonly<Record<keyof EarlierVersion, true>> = {
  version: true,
  data: true,
  example: true,
  upgrade: true,
};
const TRAFFIC_FIELDS: Readonly<Record<keyof Traffic, true>> = {
  peakEventsPerSecond: true,
  meanBytes: true,
  shape: true,
  meanEventsPerRequest: true,
  hottestKeyShare: true,
};
const OBJECTIVE_FIELDS: Readonly<Record<keyof LatencyObjective, true>> = { percentile: true, milliseconds: true };

/**
 * Bytes of an entry with one event of the type: the smallest and the largest, counted as in
 * lambdas/ingest/pack-entries.ts.
 */
function entryBytes(type: string, stampedSchema: JsonSchema): readonly [number, number] {
  const envelope = EVENT_SOURCE.length + type.length + '{"partitionKey":"","events":[]}'.length;
  return [envelope + smallestBytes(stampedSchema), envelope + largestBytes(stampedSchema)];
}

function checkPartitionKey(source: Pick<EventSource<string, TObject>, 'partitionKey' | 'data'>, refuse: Refuse): void {
  if (source.partitionKey === 'playerId') return;
  const field = source.partitionKey.startsWith('data.') ? source.partitionKey.slice('data.'.length) : '';
  const properties: Readonly<Record<string, { type?: unknown }>> = source.data.properties;
  const required: readonly string[] = (source.data as { required?: readonly string[] }).required ?? [];
  if (properties[field]?.type === 'string' && required.includes(field)) return;
  const candidates = required.filter((name) => properties[name]?.type === 'string').map((name) => `data.${name}`);
  refuse(
    'partitionKey',
    source.partitionKey,
    ['playerId', ...candidates].join(', '),
    'Choose a required string field with many values; one value never gets more than one shard.',
  );
}
