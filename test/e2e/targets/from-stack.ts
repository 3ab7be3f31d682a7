import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { type StageConfig, stages } from '../../../catalog/stages.ts';
import { apiUrlWithoutDns } from '../../../tools/deploy-emulator/deploy-emulator.ts';
import type { Deployment } from './target.ts';

type Account = Pick<Deployment, 'target' | 'awsEndpoint' | 'region' | 'credentials' | 'patienceMs'>;

/** A deployment as CloudFormation and API Gateway know it. */
export async function fromStack(
  account: Account,
  { name: stage }: Pick<StageConfig, 'name'> = stages.dev,
): Promise<Deployment> {
  const StackName = `cairn-${stage}`;
  const { awsEndpoint, region, credentials } = account;
  const settings = {
    region,
    ...(awsEndpoint === null ? {} : { endpoint: awsEndpoint }),
    ...(credentials === null ? {} : { credentials }),
  };
  const cloudFormation = new CloudFormationClient(settings);
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const outputs = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue]),
  );
  const resources: Record<string, string> = {};
  for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName })) {
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
    apiStage: stage,
  };
}
