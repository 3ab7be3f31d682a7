import type { RestAnswer, RestOperations } from '../api/rest.ts';
import { invalidMarker } from '../function-pool/operations.ts';
import { type JsonObject, optionalNumber, optionalText, requiredText } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service-error.ts';
import { type EventSourceMapping, transitionOf } from './event-source-mapping.ts';
import type { MappingSettings } from './settings.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
const MAPPINGS_A_PAGE = 100;

/**
 * Lambda's operations on event source mappings; the update changes the settings that a template update can change too.
 * @param updateMs draws how long an update takes, in milliseconds @default 0
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
 */
export function mappingOperations(
  mappings: readonly EventSourceMapping[],
  updateMs: () => number = () => 0,
): RestOperations {
  const mappingOf = (input: JsonObject): EventSourceMapping => {
    const uuid = requiredText(input, 'UUID');
    const mapping = mappings.find(({ settings }) => settings.uuid === uuid);
    if (mapping !== undefined) return mapping;
    throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', {
      statusCode: 404,
    });
  };
  return {
    ListEventSourceMappings: (input) => list(mappings, input),
    GetEventSourceMapping: (input) => ({ body: configuration(mappingOf(input)) }),
    UpdateEventSourceMapping: (input) => update(mappingOf(input), input, updateMs()),
  };
}

function list(mappings: readonly EventSourceMapping[], input: JsonObject): RestAnswer {
  const name = optionalText(input, 'FunctionName');
  const source = optionalText(input, 'EventSourceArn');
  const found = mappings.filter(
    ({ settings }) =>
      (name === undefined || isNamed(settings, name)) && (source === undefined || source === settings.streamArn),
  );
  const size = Math.min(optionalNumber(input, 'MaxItems') ?? MAPPINGS_A_PAGE, MAPPINGS_A_PAGE);
  const { items, next } = pageOf(found, size, optionalText(input, 'Marker'), invalidMarker);
  return {
    body: {
      EventSourceMappings: items.map((mapping) => configuration(mapping)),
      ...(next !== undefined && { NextMarker: next }),
    },
  };
}

function isNamed({ functionName, functionArn }: MappingSettings, nameOrArn: string): boolean {
  return nameOrArn === functionName || nameOrArn === functionArn;
}

function update(mapping: EventSourceMapping, input: JsonObject, takesMs: number): RestAnswer {
  const { enabled } = mapping;
  if (mapping.transition !== undefined) {
    throw new ServiceError(
      'ResourceInUseException',
      `The event source mapping is ${mapping.transition}: it takes an update when that is over.`,
    );
  }
  const functionName = optionalText(input, 'FunctionName');
  if (functionName !== undefined && !isNamed(mapping.settings, functionName)) {
    throw new ServiceError(
      'InvalidParameterValueException',
      'not implemented by the local runtime: Lambda.UpdateEventSourceMapping with the FunctionName of another function',
    );
  }
  const wanted = asFlag(input.Enabled) ?? enabled;
  mapping.update((settings) => ({ ...changedSettings(settings, input), enabled: wanted }), takesMs);
  return { status: 202, body: configuration(mapping, transitionOf(enabled, wanted)) };
}

/** Settings that are numbers, within the bounds of AWS's model. */
const NUMBERS: Readonly<Record<string, keyof MappingSettings>> = {
  BatchSize: 'batchSize',
  MaximumBatchingWindowInSeconds: 'batchingWindowSeconds',
  MaximumRecordAgeInSeconds: 'maximumRecordAgeSeconds',
  MaximumRetryAttempts: 'maximumRetryAttempts',
  ParallelizationFactor: 'parallelizationFactor',
};

function changedSettings(settings: MappingSettings, input: JsonObject): MappingSettings {
  const numbers = Object.entries(NUMBERS).flatMap(([member, name]) => {
    const value = optionalNumber(input, member);
    return value === undefined ? [] : [[name, value]];
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
  { settings, enabled, transition }: EventSourceMapping,
  state: string = transition ?? (enabled ? 'Enabled' : 'Disabled'),
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
    ...(settings.countsEvents === true && { MetricsConfig: { Metrics: ['EventCount'] } }),
  };
}
