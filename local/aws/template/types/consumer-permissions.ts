import { InputError } from '../../../../core/errors.ts';
import type { MappingSettings } from '../../services/event-source-mapping/settings.ts';
import type { LocalCloud, ResolvedResource } from '../local-cloud.ts';
import { rolePermits } from '../role-permits.ts';

/** Actions of Lambda on the stream, with the function's role. */
const ACTIONS = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'] as const;

/**
 * Checks the function's role as Lambda does: it refuses to create a mapping whose function's role may not read the
 * stream at that moment.
 * @throws InputError with AWS's message
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
    remedy: `AWS also refuses this: Cannot access stream ${streamArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM. Allow the function to read the stream, and let the mapping depend on the role's policies.`,
  });
}
