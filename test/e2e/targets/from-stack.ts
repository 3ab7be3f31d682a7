import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { apiUrlWithoutDns } from '../../../tools/deploy-emulator/api-url.ts';
import type { Deployment } from './target.ts';

type Account = Pick<Deployment, 'target' | 'awsEndpoint' | 'region' | 'credentials' | 'patienceMs'>;

const API_STAGE = 'dev';
const STACK_NAME = `cairn-${API_STAGE}`;

/** A deployment of stage dev as CloudFormation and API Gateway know it. */
export async function fromStack(account: Account): Promise<Deployment> {
  const { awsEndpoint, region, credentials } = account;
  const settings = {
    region,
    ...(awsEndpoint === null ? {} : { endpoint: awsEndpoint }),
    ...(credentials === null ? {} : { credentials }),
  };
  const cloudFormation = new CloudFormationClient(settings);
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
  const outputs = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
  );
  const resources: Record<string, string> = {};
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: STACK_NAME })) {
    for (const { LogicalResourceId, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (LogicalResourceId !== undefined) resources[LogicalResourceId] = PhysicalResourceId ?? '';
    }
  }
  const apiKey = await new APIGatewayClient(settings).send(
    new GetApiKeyCommand({ apiKey: outputs.ApiKeyId, includeValue: true }),
  );
  const apiUrl = outputs.ApiUrl ?? '';
  return {
    ...account,
    endpoint: awsEndpoint === null ? apiUrl : apiUrlWithoutDns(awsEndpoint, apiUrl),
    apiKey: apiKey.value ?? '',
    resources,
    apiStage: API_STAGE,
  };
}
