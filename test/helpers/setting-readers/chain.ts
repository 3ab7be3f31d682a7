import { only, type Readers } from './reader.ts';

/** Of what events pass: rules, streams, mappings, functions and queues. */
export const CHAIN_READERS: Readers = {
  'AWS::Lambda::Function': {
    properties: [
      'Architectures',
      'Code',
      'Description',
      'Environment',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    read: ({ MemorySize, Timeout, ReservedConcurrentExecutions, Environment }, id, { typeOf }) => {
      const shards = Environment?.Variables?.LEADERBOARD_SHARDS;
      const type = typeOf(id);
      const name = id.replace(/Function$/, '').toLowerCase();
      const ofStage = name === 'governor' ? 'governor.function' : `functions.${name}`;
      const path = type === undefined ? ofStage : `${type.path}.handler`;
      const mode = Environment?.Variables?.GOVERNOR_MODE;
      return {
        [`${path}.memoryMb`]: MemorySize,
        [`${path}.timeoutSeconds`]: Timeout,
        [`${path}.reservedConcurrency`]: ReservedConcurrentExecutions,
        ...(mode !== undefined && { 'governor.mode': mode }),
        ...(shards !== undefined && { 'table.leaderboard.shards': Number(shards) }),
      };
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    properties: ['FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
    read: ({ MaximumEventAgeInSeconds, MaximumRetryAttempts }) => ({
      'governor.maxEventAgeSeconds': MaximumEventAgeInSeconds,
      ...(MaximumRetryAttempts !== 0 && { 'retries of Lambda': MaximumRetryAttempts }),
    }),
  },
  'AWS::Scheduler::Schedule': {
    properties: [
      'Description',
      'FlexibleTimeWindow',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'State',
      'Target',
    ],
    read: ({ ScheduleExpression, Target }) => ({
      'governor.everyMinutes': Number(/\d+/.exec(ScheduleExpression)?.[0]),
      'governor.maxEventAgeSeconds': Target.RetryPolicy.MaximumEventAgeInSeconds,
      'governor.retryAttempts': Target.RetryPolicy.MaximumRetryAttempts,
    }),
  },
  'AWS::Events::Rule': {
    properties: ['Description', 'EventBusName', 'EventPattern', 'State', 'Targets'],
    read: ({ EventPattern, Targets }, id, { typeOf }) => {
      const [target] = Targets;
      const type = typeOf(id);
      // The catch-all rule: what it matches follows from the types' rules, and it retries as EventBridge does by itself.
      if (type === undefined) return target.RetryPolicy === undefined ? {} : { [id]: target.RetryPolicy };
      const { RetryPolicy, KinesisParameters } = target;
      return {
        [`${type.path}.rule.source`]: only(EventPattern.source),
        [`${type.path}.rule.detailType`]: only(EventPattern['detail-type']),
        [`${type.path}.rule.partitionKeyPath`]: KinesisParameters.PartitionKeyPath,
        [`${type.path}.rule.maximumRetryAttempts`]: RetryPolicy.MaximumRetryAttempts,
        [`${type.path}.rule.maximumEventAgeSeconds`]: RetryPolicy.MaximumEventAgeInSeconds,
      };
    },
  },
  'AWS::Kinesis::Stream': {
    properties: [
      'DesiredShardLevelMetrics',
      'RetentionPeriodHours',
      'ShardCount',
      'StreamEncryption',
      'StreamModeDetails',
    ],
    read: ({ DesiredShardLevelMetrics, RetentionPeriodHours, ShardCount, StreamModeDetails }, id, { typeOf }) => {
      const path = `${typeOf(id)?.path}.stream`;
      return {
        [`${path}.mode`]: StreamModeDetails.StreamMode,
        ...(ShardCount !== undefined && { [`${path}.deployedShards`]: ShardCount }),
        [`${path}.retentionHours`]: RetentionPeriodHours,
        [`${path}.shardMetric`]: DesiredShardLevelMetrics === undefined ? undefined : only(DesiredShardLevelMetrics),
      };
    },
  },
  'AWS::Lambda::EventSourceMapping': {
    properties: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'EventSourceArn',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'MetricsConfig',
      'ParallelizationFactor',
      'StartingPosition',
    ],
    read: (properties, id, { typeOf }) => {
      const path = `${typeOf(id)?.path}.mapping`;
      return {
        [`${path}.batchSize`]: properties.BatchSize,
        [`${path}.batchingWindowSeconds`]: properties.MaximumBatchingWindowInSeconds,
        [`${path}.parallelizationFactor`]: properties.ParallelizationFactor,
        [`${path}.retryAttempts`]: properties.MaximumRetryAttempts,
        [`${path}.maxRecordAgeSeconds`]: properties.MaximumRecordAgeInSeconds,
        [`${path}.bisectBatchOnError`]: properties.BisectBatchOnFunctionError,
        [`${path}.startingPosition`]: properties.StartingPosition,
        [`${path}.reportBatchItemFailures`]: (properties.FunctionResponseTypes ?? []).includes(
          'ReportBatchItemFailures',
        ),
      };
    },
  },
  'AWS::SQS::Queue': {
    properties: ['MessageRetentionPeriod', 'SqsManagedSseEnabled', 'VisibilityTimeout'],
    read: ({ MessageRetentionPeriod, VisibilityTimeout }, id, { typeOf }) => {
      const type = typeOf(id);
      const path =
        type === undefined ? `queues.${id.replace('EventBus', '').toLowerCase()}` : `${type.path}.ruleFailures`;
      return {
        [`${path}.retentionDays`]: MessageRetentionPeriod / 86_400,
        ...(VisibilityTimeout !== undefined && { [`${path}.visibilitySeconds`]: VisibilityTimeout }),
      };
    },
  },
};
