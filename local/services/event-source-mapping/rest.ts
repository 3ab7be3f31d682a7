import type { RestAnswer } from '../function-pool/rest.ts';
import { isObject, type JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';

const PATH = /^\/2015-03-31\/event-source-mappings(?:\/([^/]*))?$/;

/**
 * Lambda's REST API of mappings: List-, Get- and UpdateEventSourceMapping; the update enables and disables.
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
  const others = Object.keys(input).filter((field) => field !== 'Enabled' && field !== 'FunctionName');
  if (others.length > 0) {
    throw new ServiceError(
      'InvalidParameterValueException',
      `not implemented by the local runtime: Lambda.UpdateEventSourceMapping of ${others.join(', ')}`,
    );
  }
  if (typeof input.Enabled !== 'boolean' || input.Enabled === mapping.enabled) {
    return answer(202, configuration(mapping));
  }
  if (input.Enabled) mapping.enable();
  else mapping.disable();
  return answer(202, configuration(mapping, input.Enabled ? 'Enabling' : 'Disabling'));
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
