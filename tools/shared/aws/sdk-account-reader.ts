import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  paginateListStackResources,
  paginateListStacks,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListArchivesCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeLimitsCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  type KinesisClientConfig,
} from '@aws-sdk/client-kinesis';
import {
  GetAccountSettingsCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { paginateGetResources, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { InputError } from '../../../core/errors.ts';
import { REGIONAL_LIMITS, type RegionalLimit } from '../../../core/regional-limits.ts';
import { STACK_METADATA } from '../../../core/stack-metadata.ts';
import { sdkThroughProxy } from '../proxy.ts';
import { AccessRefused, type AccountReader, type DeployedStack } from './account-reader.ts';
import type { DeploymentTarget } from './deployment-target.ts';

/** Parameter of the bootstrap stack with CDK's default qualifier. */
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/** Settings that the SDK takes from the environment if they are left out: region, credentials, endpoint. */
export type SdkSettings = Pick<
  KinesisClientConfig,
  'region' | 'credentials' | 'endpoint' | 'requestHandler' | 'profile'
>;

/** The SDK's settings for a target: its region, the credentials in use, and the machine's proxy. */
export async function settingsFor({ region, credentials }: DeploymentTarget): Promise<SdkSettings> {
  const settings = { ...(await sdkThroughProxy()), region };
  if (credentials === 'default') return settings;
  return 'profile' in credentials ? { ...settings, profile: credentials.profile } : { ...settings, credentials };
}

/** Statuses in which a stack may create or delete streams (CloudFormation user guide, stack status codes). */
const CREATING_OR_DELETING = ['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'DELETE_IN_PROGRESS'] as const;

/** Reads the account of the caller's credentials. Makes only read calls. */
export function sdkAccountReader(settings: SdkSettings = {}): AccountReader {
  const config = { maxAttempts: 3, ...settings };
  return {
    async identity() {
      const client = new STSClient(config);
      const { Account } = await asking('sts:GetCallerIdentity', () => client.send(new GetCallerIdentityCommand()));
      return { account: required('Account', Account) };
    },
    async concurrency() {
      const { AccountLimit } = await asking('lambda:GetAccountSettings', () =>
        new LambdaClient(config).send(new GetAccountSettingsCommand()),
      );
      return {
        limit: required('ConcurrentExecutions', AccountLimit?.ConcurrentExecutions),
        unreserved: required('UnreservedConcurrentExecutions', AccountLimit?.UnreservedConcurrentExecutions),
      };
    },
    async gateway() {
      const { cloudwatchRoleArn, throttleSettings } = await asking('apigateway:GET on /account', () =>
        new APIGatewayClient(config).send(new GetAccountCommand()),
      );
      return {
        ...(cloudwatchRoleArn === undefined || cloudwatchRoleArn === '' ? {} : { logRoleArn: cloudwatchRoleArn }),
        requestsPerSecond: required('rateLimit', throttleSettings?.rateLimit),
        burst: required('burstLimit', throttleSettings?.burstLimit),
      };
    },
    async bootstrapVersion() {
      try {
        const { Parameter } = await asking('ssm:GetParameter', () =>
          new SSMClient(config).send(new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER })),
        );
        return Number(required('Parameter.Value', Parameter?.Value));
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
    publishesPerSecond: () => quotaOf(REGIONAL_LIMITS.putEventsPerSecond.code, config),
    targetInvocationsPerSecond: () => quotaOf(REGIONAL_LIMITS.targetInvocationsPerSecond.code, config),
    async shards() {
      const { ShardLimit, OpenShardCount } = await asking('kinesis:DescribeLimits', () =>
        new KinesisClient(config).send(new DescribeLimitsCommand()),
      );
      return { limit: required('ShardLimit', ShardLimit), open: required('OpenShardCount', OpenShardCount) };
    },
    async stack(name) {
      const client = new CloudFormationClient(config);
      const stack = await asking('cloudformation:DescribeStacks', async () => {
        try {
          return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
        } catch (error) {
          if (error instanceof Error && error.message.includes('does not exist')) return undefined;
          throw error;
        }
      });
      if (stack === undefined) return undefined;
      const state = {
        id: required('StackId', stack.StackId),
        status: required('StackStatus', stack.StackStatus),
        isProtected: stack.EnableTerminationProtection === true,
        changedAt: required('CreationTime', stack.LastUpdatedTime ?? stack.CreationTime).getTime(),
      };
      // Only a change set exists, so there is no template yet.
      if (state.status === 'REVIEW_IN_PROGRESS') return { ...state, resources: [], eventTypes: undefined };
      const resources = await asking('cloudformation:ListStackResources', () =>
        collected(paginateListStackResources({ client }, { StackName: name }), (page) => page.StackResourceSummaries),
      );
      const { Metadata } = await asking('cloudformation:GetTemplateSummary', () =>
        client.send(new GetTemplateSummaryCommand({ StackName: name })),
      );
      return {
        ...state,
        resources: resources.map(({ LogicalResourceId = '', PhysicalResourceId = '', ResourceType = '' }) => ({
          logicalId: LogicalResourceId,
          physicalId: PhysicalResourceId,
          type: ResourceType,
        })),
        eventTypes: eventTypesOf(Metadata),
      };
    },
    async changingStacks() {
      const client = new CloudFormationClient(config);
      const stacks = await asking('cloudformation:ListStacks', () =>
        collected(
          paginateListStacks({ client }, { StackStatusFilter: [...CREATING_OR_DELETING] }),
          (page) => page.StackSummaries,
        ),
      );
      return stacks.map(({ StackName = '', StackStatus = '' }) => ({ name: StackName, status: StackStatus }));
    },
    async madeByStack(name) {
      const client = new ResourceGroupsTaggingAPIClient(config);
      const filter = { TagFilters: [{ Key: 'aws:cloudformation:stack-name', Values: [name] }] };
      const resources = await asking('tag:GetResources', () =>
        collected(paginateGetResources({ client }, filter), (page) => page.ResourceTagMappingList),
      );
      return resources.map(({ ResourceARN = '', Tags = [] }) => ({
        arn: ResourceARN,
        stackId: Tags.find(({ Key }) => Key === 'aws:cloudformation:stack-id')?.Value,
      }));
    },
    async archivesOf(eventBusArn) {
      const client = new EventBridgeClient(config);
      const { Archives = [] } = await asking('events:ListArchives', () =>
        client.send(new ListArchivesCommand({ EventSourceArn: eventBusArn })),
      );
      return Archives.flatMap(({ ArchiveName }) => (ArchiveName === undefined ? [] : [ArchiveName]));
    },
    async stream(name) {
      const { StreamDescriptionSummary: stream } = await asking('kinesis:DescribeStreamSummary', () =>
        new KinesisClient(config).send(new DescribeStreamSummaryCommand({ StreamName: name })),
      );
      return {
        openShards: required('OpenShardCount', stream?.OpenShardCount),
        isOnDemand: stream?.StreamModeDetails?.StreamMode === 'ON_DEMAND',
      };
    },
    async mapping(id) {
      const found = await asking('lambda:GetEventSourceMapping', () =>
        new LambdaClient(config).send(new GetEventSourceMappingCommand({ UUID: id })),
      );
      return {
        isEnabled: !['Disabled', 'Disabling'].includes(required('State', found.State)),
        batchSize: required('BatchSize', found.BatchSize),
        parallelizationFactor: required('ParallelizationFactor', found.ParallelizationFactor),
        maxRecordAgeSeconds: required('MaximumRecordAgeInSeconds', found.MaximumRecordAgeInSeconds),
      };
    },
    async governorMode(functionName) {
      const { Environment } = await asking('lambda:GetFunctionConfiguration', () =>
        new LambdaClient(config).send(new GetFunctionConfigurationCommand({ FunctionName: functionName })),
      );
      return Environment?.Variables?.GOVERNOR_MODE === 'act' ? 'act' : 'observe';
    },
    async queuedMessages(queueUrl) {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const { Attributes } = await asking('sqs:GetQueueAttributes', () =>
        new SQSClient(config).send(
          new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...AttributeNames] }),
        ),
      );
      return AttributeNames.reduce((sum, name) => sum + Number(required(name, Attributes?.[name])), 0);
    },
    async warmth(tableName) {
      const { Table } = await asking('dynamodb:DescribeTable', () =>
        new DynamoDBClient(config).send(new DescribeTableCommand({ TableName: tableName })),
      );
      const units = (part: { ReadUnitsPerSecond?: number; WriteUnitsPerSecond?: number } | undefined) => ({
        readUnits: required('WarmThroughput.ReadUnitsPerSecond', part?.ReadUnitsPerSecond),
        writeUnits: required('WarmThroughput.WriteUnitsPerSecond', part?.WriteUnitsPerSecond),
      });
      const indexes = Table?.GlobalSecondaryIndexes ?? [];
      const parts = [Table?.WarmThroughput, ...indexes.map(({ WarmThroughput }) => WarmThroughput)];
      return {
        status: parts.some((part) => part?.Status === 'UPDATING')
          ? 'UPDATING'
          : required('TableStatus', Table?.TableStatus),
        table: units(Table?.WarmThroughput),
        indexes: Object.fromEntries(
          indexes.map(({ IndexName = '', WarmThroughput }) => [IndexName, units(WarmThroughput)]),
        ),
      };
    },
  };
}

async function quotaOf({ service, quota }: NonNullable<RegionalLimit['code']>, config: SdkSettings): Promise<number> {
  const client = new ServiceQuotasClient(config);
  const question = { ServiceCode: service, QuotaCode: quota };
  const { Quota } = await asking('servicequotas:GetServiceQuota', async () => {
    try {
      return await client.send(new GetServiceQuotaCommand(question));
    } catch (error) {
      // An account that never requested an increase may have no value of its own.
      if (!(error instanceof NoSuchResourceException)) throw error;
      return client.send(new GetAWSDefaultServiceQuotaCommand(question));
    }
  });
  return required('Quota.Value', Quota?.Value);
}

async function collected<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/**
 * Reads the event types from the template's metadata, which CloudFormation returns as JSON text. LocalStack 4.14.0 writes it as
 * Python does: then they are not known.
 */
function eventTypesOf(metadata: string | undefined): DeployedStack['eventTypes'] {
  if (metadata === undefined) return undefined;
  try {
    return (JSON.parse(metadata) as Readonly<Record<string, DeployedStack['eventTypes']>>)[STACK_METADATA];
  } catch {
    return undefined;
  }
}

/** Turns faults that a person can correct (no credentials, no region, no permission) into errors that explain them. */
export async function asking<Answer>(permission: string, send: () => Promise<Answer>): Promise<Answer> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (/AccessDenied|UnauthorizedOperation|NotAuthorized/.test(error.name)) {
      throw new AccessRefused(`these credentials may not ${permission}`);
    }
    const isCredentials =
      /CredentialsProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch/;
    if (isCredentials.test(error.name)) {
      throw new InputError({
        input: 'AWS credentials',
        received: error.message,
        allowed: 'credentials of the account to deploy to, found as the AWS CLI finds them',
        remedy: 'Set AWS_PROFILE, or run "aws sso login" or "aws configure".',
      });
    }
    if (error.message.includes('Region is missing')) {
      throw new InputError({
        input: 'AWS region',
        received: undefined,
        allowed: 'a region such as us-east-1',
        remedy: 'Set AWS_REGION, or set region of the stage in catalog/stages.ts.',
      });
    }
    throw error;
  }
}

function required<Value>(field: string, value: Value | undefined): Value {
  if (value === undefined) throw new Error(`AWS answered without ${field}`);
  return value;
}
