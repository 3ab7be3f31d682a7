import { InputError } from '../../../../core/errors.ts';
import type { MappingSettings } from '../../services/event-source-mapping/settings.ts';
import type { LocalCloud, ResolvedResource } from '../local-cloud.ts';
import { rolePermits } from '../role-permits.ts';

/** What Lambda does with the stream in the function's name. */
const ACTIONS = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'] as const;

/**
 * Lambda refuses to make a mapping whose function's role may not read the stream at that moment.
 * @throws InputError with AWS's own words
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
 */
export function requireConsumerPermissions(
  { roleArn, streamArn }: MappingSettings,
  { logicalId, type }: ResolvedResource,
  cloud: LocalCloud,
): void {
  const missing = ACTIONS.filter(
    (action) => !rolePermits(cloud, roleArn, 'lambda.amazonaws.com', `kinesis:${action}`, streamArn),
  );
  if (missing.length === 0) return;
  throw new InputError({
    input: `template, resource ${logicalId} (${type})`,
    received: `a role without ${missing.map((action) => `kinesis:${action}`).join(', ')}: ${roleArn}`,
    allowed: `a role of the template that lambda.amazonaws.com may assume and that allows ${ACTIONS.join(', ')} on ${streamArn}`,
    remedy: `AWS would refuse it too: Cannot access stream ${streamArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM. Grant the function to read the stream, and let the mapping depend on the role's policies.`,
  });
}
