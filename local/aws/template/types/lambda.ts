import path from 'node:path';
import { EventSourceMapping } from '../../services/event-source-mapping/event-source-mapping.ts';
import { mappingMeter } from '../../services/event-source-mapping/meters.ts';
import type { MappingSettings } from '../../services/event-source-mapping/settings.ts';
import type { FunctionSettings } from '../../services/function-pool/function-pool.ts';
import { uuid } from '../../services/uuid.ts';
import { type FunctionCode, type LocalCloud, physicalName } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Builder } from './builder.ts';
import { requireConsumerPermissions } from './consumer-permissions.ts';
import { failureDestination } from './failure-destination.ts';

export const buildFunction: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('FunctionName') ?? physicalName(resource);
  const code = functionCode(properties, name, cloud);
  cloud.functions.add(functionSettings(properties, code, cloud), cloud.createExecutor(code));
  return { ref: name, attributes: { Arn: code.arn } };
};

/** Reads the settings that the function's code needs to run. */
export function functionCode(properties: Properties, name: string, cloud: LocalCloud): FunctionCode {
  const variables = properties.object('Environment').object('Variables').all();
  return {
    name,
    arn: `arn:aws:lambda:${cloud.region}:${cloud.account}:function:${name}`,
    directory: codeDirectory(properties, cloud),
    handler: properties.text('Handler'),
    memoryMb: properties.number('MemorySize', 128),
    environment: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)])),
  };
}

export function functionSettings(
  properties: Properties,
  { name, arn, handler, memoryMb }: FunctionCode,
  cloud: LocalCloud,
): FunctionSettings {
  const runtime = properties.optionalText('Runtime') ?? '';
  if (!runtime.startsWith('nodejs')) properties.fail('Runtime', 'a Node.js runtime');
  const reservedConcurrency = properties.optionalNumber('ReservedConcurrentExecutions');
  return {
    name,
    arn,
    runtime,
    handler,
    memoryMb,
    timeoutSeconds: properties.number('Timeout', 3),
    roleArn: properties.optionalText('Role') ?? '',
    maxEnvironments: cloud.maxEnvironments,
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
  };
}

function codeDirectory(properties: Properties, cloud: LocalCloud): string {
  const code = properties.object('Code');
  const key = code.optionalText('S3Key') ?? code.fail('S3Key', 'an asset of the cloud assembly');
  const asset = cloud.assets.get(key) ?? code.fail('S3Key', 'an asset of the cloud assembly');
  return path.extname(asset) === '.zip' ? code.fail('S3Key', 'an asset that is a directory, not a zip') : asset;
}

export const buildEventSourceMapping: Builder = (properties, resource, cloud) => {
  const id = uuid(cloud.random);
  const settings = mappingSettings(properties, id, cloud);
  requireConsumerPermissions(settings, resource, cloud);
  const onFailure = failureDestination(properties, cloud);
  const { scheduler, random } = cloud;
  const stream = cloud.streams.named(settings.streamArn);
  const countsEvents = (): boolean => mapping.settings.countsEvents === true;
  const mapping: EventSourceMapping = new EventSourceMapping(settings, cloud.poll, stream, {
    scheduler,
    random,
    invoke: (functionName, payload, done) => cloud.functions.invoke(functionName, payload, done),
    observer: cloud.mappingObserver,
    meter: mappingMeter(cloud.metrics, id, settings.functionName, countsEvents),
    ...(onFailure !== undefined && { onFailure }),
  });
  cloud.mappings.push(mapping);
  const arn = `arn:aws:lambda:${cloud.region}:${cloud.account}:event-source-mapping:${id}`;
  return { ref: id, attributes: { Id: id, EventSourceMappingArn: arn } };
};

export function mappingSettings(properties: Properties, id: string, cloud: LocalCloud): MappingSettings {
  properties.refuse('FilterCriteria', 'TumblingWindowInSeconds');
  const target = cloud.functions.settings(properties.text('FunctionName'));
  const streamArn = properties.text('EventSourceArn');
  if (streamArn.split(':')[2] !== 'kinesis') properties.fail('EventSourceArn', 'a Kinesis stream');
  const startingPosition = properties.text('StartingPosition');
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST' && startingPosition !== 'AT_TIMESTAMP') {
    return properties.fail('StartingPosition', 'TRIM_HORIZON, LATEST or AT_TIMESTAMP');
  }
  const startingSeconds = properties.optionalNumber('StartingPositionTimestamp');
  return {
    uuid: id,
    functionName: target.name,
    functionArn: target.arn,
    streamArn,
    region: cloud.region,
    roleArn: target.roleArn,
    batchSize: properties.number('BatchSize', 100),
    batchingWindowSeconds: properties.number('MaximumBatchingWindowInSeconds', 0),
    parallelizationFactor: properties.number('ParallelizationFactor', 1),
    bisectBatchOnError: properties.flag('BisectBatchOnFunctionError'),
    maximumRetryAttempts: properties.number('MaximumRetryAttempts', -1),
    maximumRecordAgeSeconds: properties.number('MaximumRecordAgeInSeconds', -1),
    reportBatchItemFailures: properties.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
    startingPosition,
    ...(startingSeconds !== undefined && { startingTimestamp: startingSeconds * 1_000 }),
    enabled: properties.flag('Enabled', true),
    countsEvents: countsEvents(properties),
  };
}

/** The other groups, `ErrorCount` and `KafkaMetrics`, are of Kafka's mappings only: lambda/latest/api, API_EventSourceMappingMetricsConfig. */
function countsEvents(properties: Properties): boolean {
  const groups = properties.object('MetricsConfig').texts('Metrics');
  if (groups.some((group) => group !== 'EventCount')) properties.fail('MetricsConfig', 'EventCount');
  return groups.length > 0;
}
