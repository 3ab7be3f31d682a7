import type { EventSourceMapping } from '../../services/event-source-mapping/event-source-mapping.ts';
import type { LocalCloud } from '../local-cloud.ts';
import type { Built } from '../resolve.ts';
import { failureDestination } from '../types/failure-destination.ts';
import { functionCode, functionSettings, mappingSettings } from '../types/lambda.ts';
import type { Update } from './update.ts';

/** Properties of a function that its environments depend on: a change needs new environments. */
export const ENVIRONMENT_PROPERTIES: readonly string[] = ['Code', 'Environment', 'Handler', 'MemorySize'];

export const functionUpdate: Update = {
  applied: [...ENVIRONMENT_PROPERTIES, 'ReservedConcurrentExecutions', 'Role', 'Runtime', 'Timeout'],
  withoutEffect: ['Architectures', 'Description', 'LoggingConfig', 'Tags', 'TracingConfig'],
  apply: ({ built, properties, executor }, cloud) => {
    cloud.functions.update(functionSettings(properties, functionCode(properties, built.ref, cloud), cloud), executor);
  },
  remove: (built, cloud) => {
    if (cloud.mappings.some(({ settings }) => settings.functionName === built.ref)) return 'waits';
    cloud.functions.remove(built.ref);
    return 'removed';
  },
};

export const mappingUpdate: Update = {
  applied: [
    'BatchSize',
    'BisectBatchOnFunctionError',
    'DestinationConfig',
    'Enabled',
    'FunctionResponseTypes',
    'MaximumBatchingWindowInSeconds',
    'MaximumRecordAgeInSeconds',
    'MaximumRetryAttempts',
    'MetricsConfig',
    'ParallelizationFactor',
  ],
  withoutEffect: ['Tags'],
  apply: ({ built, properties }, cloud) => {
    mappingOf(built, cloud)?.configure(
      mappingSettings(properties, built.ref, cloud),
      failureDestination(properties, cloud),
    );
  },
  remove: (built, cloud) => {
    const mapping = mappingOf(built, cloud);
    if (mapping === undefined) return 'removed';
    if (!mapping.caughtUp) return 'waits';
    mapping.release();
    cloud.mappings.splice(cloud.mappings.indexOf(mapping), 1);
    return 'removed';
  },
};

function mappingOf({ ref }: Built, { mappings }: LocalCloud): EventSourceMapping | undefined {
  return mappings.find(({ settings }) => settings.uuid === ref);
}
