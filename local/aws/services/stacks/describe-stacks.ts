import { ServiceError } from '../service-error.ts';

/**
 * CloudFormation's DescribeStacks in AWS's query protocol: whether a stack is being changed. Here an update is applied in one
 * instant, so that a stack is always complete.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 * @param nameOrId of one stack; left out, all
 * @throws ServiceError ValidationError for a stack that does not exist
 */
export function describeStacks(
  stacks: ReadonlySet<string>,
  nameOrId: string | undefined,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  const idOf = (name: string): string => `arn:aws:cloudformation:${region}:${account}:stack/${name}/local`;
  const found = [...stacks].filter((name) => nameOrId === undefined || name === nameOrId || idOf(name) === nameOrId);
  if (nameOrId !== undefined && found.length === 0) {
    throw new ServiceError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  }
  const members = found.map(
    (name) =>
      `<member><StackName>${name}</StackName><StackId>${idOf(name)}</StackId><CreationTime>1970-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus></member>`,
  );
  return `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${members.join('')}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}
