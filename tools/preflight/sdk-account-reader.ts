import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { DescribeLimitsCommand, KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { InputError } from '../../core/errors.ts';
import { AccessRefused, type AccountReader } from './account-reader.ts';

/** Of the bootstrap stack with CDK's default qualifier. */
const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';
/** "PutEvents throttle limit in transactions per second". */
const PUT_EVENTS_QUOTA = { ServiceCode: 'events', QuotaCode: 'L-9B653E91' } as const;

/** What the SDK takes from the environment where it is left out: region, credentials, endpoint. */
export type SdkSettings = Pick<KinesisClientConfig, 'region' | 'credentials' | 'endpoint' | 'requestHandler'>;

/** Reads the account of the caller's credentials. Every call is a read. */
export function sdkAccountReader(settings: SdkSettings = {}): AccountReader {
  const config = { maxAttempts: 3, ...settings };
  return {
    async identity() {
      const client = new STSClient(config);
      const { Account } = await asking('sts:GetCallerIdentity', () => client.send(new GetCallerIdentityCommand()));
      return { account: required('Account', Account), region: await client.config.region() };
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
    async publishesPerSecond() {
      const client = new ServiceQuotasClient(config);
      const { Quota } = await asking('servicequotas:GetServiceQuota', async () => {
        try {
          return await client.send(new GetServiceQuotaCommand(PUT_EVENTS_QUOTA));
        } catch (error) {
          // An account that never asked for more may have no value of its own.
          if (!(error instanceof NoSuchResourceException)) throw error;
          return client.send(new GetAWSDefaultServiceQuotaCommand(PUT_EVENTS_QUOTA));
        }
      });
      return required('Quota.Value', Quota?.Value);
    },
    async shards() {
      const { ShardLimit, OpenShardCount } = await asking('kinesis:DescribeLimits', () =>
        new KinesisClient(config).send(new DescribeLimitsCommand()),
      );
      return { limit: required('ShardLimit', ShardLimit), open: required('OpenShardCount', OpenShardCount) };
    },
  };
}

/** Turns what a person can mend (no credentials, no region, no permission) into an error that says so. */
async function asking<Answer>(permission: string, send: () => Promise<Answer>): Promise<Answer> {
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
        remedy: 'Pass --region, set AWS_REGION, or set region of the stage in catalog/stages.ts.',
      });
    }
    throw error;
  }
}

function required<Value>(field: string, value: Value | undefined): Value {
  if (value === undefined) throw new Error(`AWS answered without ${field}`);
  return value;
}
