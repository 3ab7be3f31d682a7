import type { ServiceParameters } from '../api/parameters.ts';

/** Parameters of functions and of their event source mappings, which are one API. */
export const LAMBDA_PARAMETERS: ServiceParameters = {
  DeleteFunctionConcurrency: { effective: 'FunctionName' },
  GetEventSourceMapping: { effective: 'UUID' },
  GetFunctionConcurrency: { effective: 'FunctionName' },
  Invoke: { effective: 'FunctionName InvocationType Payload' },
  ListEventSourceMappings: { effective: 'EventSourceArn FunctionName Marker MaxItems' },
  ListFunctions: { effective: 'Marker MaxItems' },
  PutFunctionConcurrency: { effective: 'FunctionName ReservedConcurrentExecutions' },
  UpdateEventSourceMapping: {
    effective:
      'UUID FunctionName Enabled BatchSize MaximumBatchingWindowInSeconds ParallelizationFactor MaximumRecordAgeInSeconds BisectBatchOnFunctionError MaximumRetryAttempts FunctionResponseTypes',
  },
};
