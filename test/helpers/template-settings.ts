import { pascalName } from '../../catalog/names.ts';
import type { Resource, Resources } from './templates.ts';

/** What a template says of a stage's settings, by the path that each has in the topology, such as `functions.ingest.memoryMb`. */
export type Settings = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noExplicitAny: properties are JSON of any shape
type Properties = any;

/** Reads a resource's settings. `properties` are those that it knows, settings or not: another one is a setting that nobody compares. */
interface Reader {
  readonly properties: readonly string[];
  readonly read: (properties: Properties, id: string, names: Names) => Settings;
}

interface Names {
  /** The path of an event type by the beginning of a logical id. */
  readonly typeOf: (id: string) => { readonly path: string; readonly rest: string } | undefined;
}

/** Resources that have no setting of the chain: permissions, names, keys, and what CDK makes of the API's paths. */
const WITHOUT_SETTINGS: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::UsagePlanKey',
  'AWS::CDK::Metadata',
  'AWS::Events::EventBus',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::WAFv2::WebACLAssociation',
]);

const READERS: Readonly<Record<string, Reader>> = {
  'AWS::ApiGateway::RestApi': {
    properties: [
      'BinaryMediaTypes',
      'Description',
      'EndpointConfiguration',
      'MinimumCompressionSize',
      'Name',
      'SecurityPolicy',
    ],
    read: ({ MinimumCompressionSize }) => ({ 'api.minCompressionBytes': MinimumCompressionSize }),
  },
  'AWS::ApiGateway::Stage': {
    properties: ['AccessLogSetting', 'DeploymentId', 'MethodSettings', 'RestApiId', 'StageName'],
    read: ({ MethodSettings: [settings] }) => ({
      'api.throttle.requestsPerSecond': settings.ThrottlingRateLimit,
      'api.throttle.burst': settings.ThrottlingBurstLimit,
    }),
  },
  'AWS::ApiGateway::UsagePlan': {
    properties: ['ApiStages', 'Description', 'Throttle'],
    read: ({ Throttle }) => ({
      'api.usagePlan.requestsPerSecond': Throttle.RateLimit,
      'api.usagePlan.burst': Throttle.BurstLimit,
    }),
  },
  'AWS::ApiGateway::Authorizer': {
    properties: ['AuthorizerResultTtlInSeconds', 'AuthorizerUri', 'IdentitySource', 'Name', 'RestApiId', 'Type'],
    read: ({ AuthorizerResultTtlInSeconds }) => ({ 'api.authorizerCacheSeconds': AuthorizerResultTtlInSeconds }),
  },
  'AWS::ApiGateway::Method': {
    properties: [
      'ApiKeyRequired',
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      'Integration',
      'MethodResponses',
      'RequestParameters',
      'RequestValidatorId',
      'ResourceId',
      'RestApiId',
    ],
    read: ({ Integration }) =>
      Integration.TimeoutInMillis === undefined ? {} : { 'api.integrationTimeoutMs': Integration.TimeoutInMillis },
  },
  'AWS::WAFv2::WebACL': {
    properties: ['CustomResponseBodies', 'DefaultAction', 'Description', 'Rules', 'Scope', 'VisibilityConfig'],
    read: ({ Rules }) => {
      const limits = (Rules as Properties[]).flatMap(({ Name, Statement: { RateBasedStatement: rate } }) =>
        rate === undefined ? [] : [[Name, rate] as const],
      );
      const settings = limits.map(([name, rate]) => [
        { RatePerToken: 'api.webAcl.requestsPerToken', RatePerAddress: 'api.webAcl.requestsPerAddress' }[
          name as string
        ],
        rate.Limit,
      ]);
      const windows = new Set(limits.map(([, rate]) => rate.EvaluationWindowSec));
      return { ...Object.fromEntries(settings), 'api.webAcl.windowSeconds': only([...windows]) };
    },
  },
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
      const path =
        type === undefined ? `functions.${id.replace(/Function$/, '').toLowerCase()}` : `${type.path}.handler`;
      return {
        [`${path}.memoryMb`]: MemorySize,
        [`${path}.timeoutSeconds`]: Timeout,
        [`${path}.reservedConcurrency`]: ReservedConcurrentExecutions,
        ...(shards !== undefined && { 'table.leaderboard.shards': Number(shards) }),
      };
    },
  },
  'AWS::IAM::Policy': {
    properties: ['PolicyDocument', 'PolicyName', 'Roles'],
    read: ({ PolicyDocument }) => {
      const [, index] = /\/index\/([^"]+)"/.exec(JSON.stringify(PolicyDocument)) ?? [];
      return index === undefined ? {} : { 'table.leaderboard.indexName': index };
    },
  },
  'AWS::Logs::LogGroup': {
    properties: ['RetentionInDays'],
    read: ({ RetentionInDays }) => ({ 'storage.logDays': RetentionInDays }),
  },
  'AWS::Events::Archive': {
    properties: ['Description', 'EventPattern', 'KmsKeyIdentifier', 'RetentionDays', 'SourceArn'],
    read: ({ RetentionDays }) => ({ 'storage.archiveDays': RetentionDays }),
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
    properties: ['RetentionPeriodHours', 'ShardCount', 'StreamEncryption', 'StreamModeDetails'],
    read: ({ RetentionPeriodHours, ShardCount, StreamModeDetails }, id, { typeOf }) => {
      const path = `${typeOf(id)?.path}.stream`;
      return {
        [`${path}.mode`]: StreamModeDetails.StreamMode,
        ...(ShardCount !== undefined && { [`${path}.shards`]: ShardCount }),
        [`${path}.retentionHours`]: RetentionPeriodHours,
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
  'AWS::S3::Bucket': {
    properties: ['BucketEncryption', 'LifecycleConfiguration', 'OwnershipControls', 'PublicAccessBlockConfiguration'],
    read: ({ LifecycleConfiguration: { Rules } }) => {
      const rule = only(Rules as Properties[]);
      return {
        'storage.failureDays': rule.ExpirationInDays,
        'storage.unfinishedUploadDays': rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
      };
    },
  },
  'AWS::DynamoDB::Table': {
    properties: [
      'AttributeDefinitions',
      'BillingMode',
      'DeletionProtectionEnabled',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'PointInTimeRecoverySpecification',
      'ProvisionedThroughput',
      'TimeToLiveSpecification',
    ],
    read: (properties) => {
      const index = only(properties.GlobalSecondaryIndexes as Properties[]);
      const keyOf = (schema: Properties[], type: string) =>
        only(schema.filter(({ KeyType }) => KeyType === type)).AttributeName;
      return {
        'table.billingMode': properties.BillingMode ?? 'PROVISIONED',
        'table.partitionKey': keyOf(properties.KeySchema, 'HASH'),
        'table.sortKey': keyOf(properties.KeySchema, 'RANGE'),
        'table.timeToLiveAttribute': properties.TimeToLiveSpecification.AttributeName,
        'table.pointInTimeRecovery': properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled,
        'table.deletionProtection': properties.DeletionProtectionEnabled,
        'table.leaderboard.indexName': index.IndexName,
        'table.leaderboard.partitionKey': keyOf(index.KeySchema, 'HASH'),
        'table.leaderboard.sortKey': keyOf(index.KeySchema, 'RANGE'),
        'table.leaderboard.attributes': index.Projection.NonKeyAttributes,
      };
    },
  },
  'AWS::CloudWatch::Alarm': {
    properties: [
      'AlarmActions',
      'AlarmDescription',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'MetricName',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
    ],
    read: ({ Threshold, DatapointsToAlarm, EvaluationPeriods, Period, Dimensions = [] }, id, names) => {
      const path = alarmPath(id, names);
      const perMinute = Period / 60;
      const index = (Dimensions as Properties[]).find(({ Name }) => Name === 'GlobalSecondaryIndexName');
      return {
        [path]: Threshold,
        [`${path}.minutes`]: [DatapointsToAlarm * perMinute, EvaluationPeriods * perMinute],
        ...(index !== undefined && { 'table.leaderboard.indexName': index.Value }),
      };
    },
  },
};

/** `LocationPingedAlarmsHandlerErrors` → `types.3.alarms.handler.errors`, `AlarmsIngestErrors` → `alarms.functions.ingest.errors`. */
function alarmPath(id: string, { typeOf }: Names): string {
  const type = typeOf(id);
  const rest = (type?.rest ?? id).replace(/^Alarms/, '').replace(/Messages$/, '');
  if (type !== undefined) {
    const ofHandler = /^Handler(.+)$/.exec(rest);
    return `${type.path}.alarms.${ofHandler === null ? lowerFirst(rest) : `handler.${lowerFirst(ofHandler[1] ?? '')}`}`;
  }
  if (rest === 'Quarantine') return 'alarms.quarantine';
  const [, owner = '', name = ''] = /^(Api|Authorize|Ingest|Query|EventBus|Table)(.+)$/.exec(rest) ?? [];
  const of = { Api: 'api', EventBus: 'bus', Table: 'table' }[owner] ?? `functions.${owner.toLowerCase()}`;
  return `alarms.${of}.${lowerFirst(name)}`;
}

/**
 * Every setting in a template. Whatever it has that no reader knows is in there by the resource's own name, so that it
 * stands in no topology.
 */
export function templateSettings(resources: Resources, types: readonly string[]): Settings {
  const names = namesOf(types);
  const settings: Record<string, unknown> = {};
  for (const [logicalId, resource] of Object.entries(resources)) {
    for (const [path, value] of Object.entries(settingsOf(logicalId.slice(0, -8), resource, names))) {
      const known = Object.hasOwn(settings, path) ? settings[path] : value;
      settings[path] = JSON.stringify(known) === JSON.stringify(value) ? value : `${known} and ${value}`;
    }
  }
  return settings;
}

/** @param id without CDK's hash */
function settingsOf(id: string, { Type, Properties: properties = {} }: Resource, names: Names): Settings {
  if (WITHOUT_SETTINGS.has(Type)) return {};
  const reader = READERS[Type];
  if (reader === undefined) return { [`${Type} ${id}`]: 'a resource that nobody compares' };
  const unknown = Object.keys(properties).filter((name) => name !== 'Tags' && !reader.properties.includes(name));
  return {
    ...reader.read(properties, id, names),
    ...Object.fromEntries(unknown.map((name) => [`${id}.${name}`, properties[name]])),
  };
}

function namesOf(types: readonly string[]): Names {
  return {
    typeOf: (id) => {
      const index = types.findIndex((type) => id.startsWith(pascalName(type)));
      const type = types[index];
      return type === undefined ? undefined : { path: `types.${index}`, rest: id.slice(pascalName(type).length) };
    },
  };
}

function only<Value>(values: readonly Value[]): Value {
  const [value] = values;
  if (value === undefined || values.length > 1) throw new Error(`${values.length} values where one is expected`);
  return value;
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
