import Type, { type Static, type TObject, type TSchema } from 'typebox';
import { CHECKS, PRIORITIES, type Processing, TRAFFIC_SHAPES } from '../core/capacity/workload.ts';
import { InputError } from '../core/errors.ts';
import type { EventDefinition, EventSource } from './definition.ts';
import { EventId, PlayerId, Timestamp } from './fields.ts';
import { knownFields } from './known-fields.ts';
import { lazyValidator, plain } from './validator.ts';

/** Bytes that one event may have as JSON; EventBridge bills by 64 KB. */
export const MAX_EVENT_BYTES = 64 * 1024;

const FIELD_PATTERN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const TYPE_PATTERN = /^[a-z][a-z0-9]*(\.[a-z][a-z0-9]*)+$/;

/** `[lowest, highest, unit]` of each numeric setting: Lambda's own limits (lambda/latest/dg, services-kinesis-parameters). */
export const PROCESSING_RANGES: Readonly<
  Record<Exclude<keyof Processing, 'bisectBatchOnError'>, readonly [number, number, string]>
> = {
  batchSize: [1, 10_000, 'records'],
  batchingWindowSeconds: [0, 300, 'seconds'],
  parallelizationFactor: [1, 10, 'batches a shard'],
  reservedConcurrency: [1, 100_000, 'invocations'],
  memoryMb: [128, 10_240, 'MB'],
  // A handler begins nothing in its last seconds (core/handler-limits.ts): with fewer it would never begin.
  timeoutSeconds: [10, 900, 'seconds'],
  retryAttempts: [-1, 10_000, 'retries; -1: as long as the record’s age allows'],
  maxRecordAgeSeconds: [60, 604_800, 'seconds'],
};

/**
 * Defines one event type. From it follow validation, rule, stream, event source mapping, alarms and the capacity plan.
 * @throws InputError at once where the definition is wrong: it names the field, what it holds and what to change.
 */
export function defineEvent<const Name extends string, Schema extends TObject>(
  source: EventSource<Name, Schema>,
): EventDefinition<Name, Static<Schema>> {
  const refuse = (field: string, received: unknown, allowed: string, remedy: string): never => {
    throw new InputError({ input: `catalog ${source.type}: ${field}`, received, allowed, remedy });
  };
  const requireNumber = (field: string, value: number, low: number, high: number, unit: string, whole = true) => {
    const fits = Number.isFinite(value) && value >= low && value <= high && (!whole || Number.isInteger(value));
    if (!fits) {
      const kind = whole ? 'a whole number' : 'a number';
      refuse(field, value, `${kind} from ${low} to ${high} (${unit})`, `Set ${field} within that range.`);
    }
  };

  if (!TYPE_PATTERN.test(source.type)) {
    refuse('type', source.type, 'lower-case words joined by dots, such as "treasure.claimed"', 'Rename the type.');
  }
  requireNumber('version', source.version, 1, 1_000_000, 'version');
  checkDataSchema(source.data, refuse);
  checkPartitionKey(source, refuse);
  if (!PRIORITIES.includes(source.priority)) {
    refuse(
      'priority',
      source.priority,
      PRIORITIES.join(', '),
      'Choose one; only "sheddable" events are refused under load.',
    );
  }

  const { traffic } = source;
  requireNumber('traffic.peakEventsPerSecond', traffic.peakEventsPerSecond, 0.001, 10_000_000, 'events/s', false);
  requireNumber('traffic.meanBytes', traffic.meanBytes, 1, MAX_EVENT_BYTES, 'bytes', false);
  if (!TRAFFIC_SHAPES.includes(traffic.shape)) {
    refuse(
      'traffic.shape',
      traffic.shape,
      TRAFFIC_SHAPES.join(', '),
      'Choose the shape that is nearest to the day you expect.',
    );
  }
  const meanEventsPerRequest = traffic.meanEventsPerRequest ?? 1;
  requireNumber('traffic.meanEventsPerRequest', meanEventsPerRequest, 1, 100, 'events', false);

  if (traffic.hottestKeyShare !== undefined) {
    requireNumber('traffic.hottestKeyShare', traffic.hottestKeyShare, 1e-9, 1, 'share', false);
  }
  for (const { check, reason } of source.acceptedRisks ?? []) {
    if (!CHECKS.includes(check)) refuse('acceptedRisks.check', check, CHECKS.join(', '), 'Name one of these checks.');
    if (reason.trim() === '') refuse('acceptedRisks.reason', reason, 'a sentence', 'Say why the risk is accepted.');
  }

  for (const [name, value] of Object.entries(source.processing ?? {})) {
    if (name === 'bisectBatchOnError') {
      if (typeof value !== 'boolean') refuse(`processing.${name}`, value, 'true or false', 'Write true or false.');
      continue;
    }
    const range = PROCESSING_RANGES[name as keyof typeof PROCESSING_RANGES];
    if (range === undefined) {
      const allowed = [...Object.keys(PROCESSING_RANGES), 'bisectBatchOnError'].join(', ');
      refuse(`processing.${name}`, value, allowed, 'Remove it or correct its name.');
      continue;
    }
    requireNumber(`processing.${name}`, value as number, ...range);
  }

  const retired = source.retired ?? false;
  if (typeof retired !== 'boolean') refuse('retired', retired, 'true or false', 'Write true or false.');

  const maxEventsPerEntry = source.maxEventsPerEntry ?? 100;
  requireNumber('maxEventsPerEntry', maxEventsPerEntry, 1, 100, 'events');
  requireNumber('latencyObjective.percentile', source.latencyObjective.percentile, 1, 99.999, 'percent', false);
  requireNumber('latencyObjective.milliseconds', source.latencyObjective.milliseconds, 1, 86_400_000, 'ms', false);

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

  const submitted = { id: EventId, type: Type.Literal(source.type), occurredAt: Timestamp, data: dataSchema };
  const stamped = {
    ...submitted,
    // Records of older versions are still in the stream while a new one is deployed. Those of newer ones are read by
    // `knownFields` (lambdas/shared/batch/read-record.ts), while CloudFormation rolls out or back.
    version: Type.Integer({ minimum: 1, maximum: source.version }),
    receivedAt: Timestamp,
    index: Type.Integer({ minimum: 0, maximum: 99 }),
    playerId: PlayerId,
  };
  const submittedSchema = Type.Object(submitted, { additionalProperties: false });
  const stampedSchema = Type.Object(stamped, { additionalProperties: false });

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
    dataSchema,
    submittedSchema,
    stampedSchema,
    traffic: { ...traffic, meanEventsPerRequest },
    processing: source.processing ?? {},
    latencyObjective: source.latencyObjective,
    example: source.example as Static<Schema>,
    acceptedRisks: source.acceptedRisks ?? [],
  };
}

type Refuse = (field: string, received: unknown, allowed: string, remedy: string) => never;

function checkDataSchema(schema: TObject, refuse: Refuse): void {
  const odd = Object.keys(schema.properties ?? {}).find((name) => !FIELD_PATTERN.test(name));
  if (odd !== undefined) refuse('data', odd, 'field names of letters, digits and _', 'Rename the field.');
  if (schema.type !== 'object' || (schema as { additionalProperties?: unknown }).additionalProperties !== false) {
    refuse(
      'data',
      { type: schema.type, additionalProperties: (schema as { additionalProperties?: unknown }).additionalProperties },
      'an object schema with additionalProperties: false',
      'Write Type.Object({ … }, { additionalProperties: false }), so that nothing unchecked gets in.',
    );
  }
}

function checkPartitionKey(source: EventSource<string, TObject>, refuse: Refuse): void {
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
