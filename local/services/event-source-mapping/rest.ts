import type { RestAnswer } from '../function-pool/rest.ts';
import { isObject, type JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { MappingSettings } from './settings.ts';

const PATH = /^\/2015-03-31\/event-source-mappings(?:\/([^/]*))?$/;

/**
 * Lambda's REST API of mappings: List-, Get- and UpdateEventSourceMapping; the update changes what
 * the template can change while it runs.
 * @returns `undefined` where the path is of none of them
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export function mappingRest(
  mappings: readonly EventSourceMapping[],
  method: string,
  path: string,
  query: URLSearchParams,
  body: string,
): RestAnswer | undefined {
  const [matched, uuid = ''] = PATH.exec(path) ?? [];
  if (matched === undefined) return undefined;
  if (uuid === '') return method === 'GET' ? list(mappings, query) : undefined;
  const mapping = mappings.find(({ settings }) => settings.uuid === uuid);
  if (mapping === undefined) {
    throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  }
  if (method === 'GET') return answer(200, configuration(mapping));
  if (method !== 'PUT') return undefined;
  return update(mapping, body);
}

function list(mappings: readonly EventSourceMapping[], query: URLSearchParams): RestAnswer {
  const name = query.get('FunctionName');
  const source = query.get('EventSourceArn');
  const found = mappings.filter(
    ({ settings }) =>
      (name === null || name === settings.functionName || name === settings.functionArn) &&
      (source === null || source === settings.streamArn),
  );
  return answer(200, { EventSourceMappings: found.map((mapping) => configuration(mapping)) });
}

function update(mapping: EventSourceMapping, body: string): RestAnswer {
  const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
  const input: JsonObject = isObject(parsed) ? parsed : {};
  const known = new Set(['Enabled', 'FunctionName', 'UUID', ...Object.keys(NUMBERS), ...OTHER_SETTINGS]);
  const others = Object.keys(input).filter((field) => !known.has(field));
  if (others.length > 0) {
    throw new ServiceError(
      'InvalidParameterValueException',
      `not implemented by the local runtime: Lambda.UpdateEventSourceMapping of ${others.join(', ')}`,
    );
  }
  const { enabled } = mapping;
  mapping.configure({ ...changedSettings(mapping.settings, input), enabled: asFlag(input.Enabled) ?? enabled });
  if (mapping.enabled === enabled) return answer(202, configuration(mapping, 'Updating'));
  return answer(202, configuration(mapping, enabled ? 'Disabling' : 'Enabling'));
}

/** Settings that are whole numbers, with their least and most. −1 is without end, where it is the least. */
const NUMBERS: Readonly<Record<string, readonly [keyof MappingSettings, number, number]>> = {
  BatchSize: ['batchSize', 1, 10_000],
  MaximumBatchingWindowInSeconds: ['batchingWindowSeconds', 0, 300],
  MaximumRecordAgeInSeconds: ['maximumRecordAgeSeconds', -1, 604_800],
  MaximumRetryAttempts: ['maximumRetryAttempts', -1, 10_000],
  ParallelizationFactor: ['parallelizationFactor', 1, 10],
};
const OTHER_SETTINGS = ['BisectBatchOnFunctionError', 'FunctionResponseTypes'];

function changedSettings(settings: MappingSettings, input: JsonObject): MappingSettings {
  const numbers = Object.entries(NUMBERS).flatMap(([field, [name, least, most]]) => {
    const value = input[field];
    if (value === undefined) return [];
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return [[name, value]];
    throw new ServiceError(
      'InvalidParameterValueException',
      `Value '${String(value)}' at '${field}' failed to satisfy constraint: Member must be a whole number from ${least} to ${most}`,
    );
  });
  const types = input.FunctionResponseTypes;
  return {
    ...settings,
    ...Object.fromEntries(numbers),
    bisectBatchOnError: asFlag(input.BisectBatchOnFunctionError) ?? settings.bisectBatchOnError,
    reportBatchItemFailures: Array.isArray(types)
      ? types.includes('ReportBatchItemFailures')
      : settings.reportBatchItemFailures,
  };
}

function asFlag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
function configuration(
  { settings, enabled }: EventSourceMapping,
  state: string = enabled ? 'Enabled' : 'Disabled',
): JsonObject {
  return {
    UUID: settings.uuid,
    EventSourceArn: settings.streamArn,
    FunctionArn: settings.functionArn,
    State: state,
    StateTransitionReason: 'User action',
    BatchSize: settings.batchSize,
    MaximumBatchingWindowInSeconds: settings.batchingWindowSeconds,
    ParallelizationFactor: settings.parallelizationFactor,
    BisectBatchOnFunctionError: settings.bisectBatchOnError,
    MaximumRetryAttempts: settings.maximumRetryAttempts,
    MaximumRecordAgeInSeconds: settings.maximumRecordAgeSeconds,
    StartingPosition: settings.startingPosition,
    FunctionResponseTypes: settings.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
  };
}

function answer(status: number, value: object): RestAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
