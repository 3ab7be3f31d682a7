import {
  invocationRecord,
  type OnFailureDestination,
  objectKey,
} from '../../services/event-source-mapping/on-failure.ts';
import { uuid } from '../../services/uuid.ts';
import type { LocalCloud } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import { rolePermits } from '../role-permits.ts';

const SERVICE = 'lambda.amazonaws.com';

/**
 * Returns the destination of a mapping's discarded batches. Lambda writes there with the function's role, so that role
 * must allow it; if the role refuses or the destination is missing, the batch is lost.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureDestination(properties: Properties, cloud: LocalCloud): OnFailureDestination | undefined {
  const arn = properties.object('DestinationConfig').object('OnFailure').optionalText('Destination');
  if (arn === undefined) return undefined;
  const service = arn.split(':')[2];
  if (service === 's3') return toBucket(arn, cloud);
  if (service === 'sqs') return toQueue(arn, cloud);
  return properties.fail('DestinationConfig', 'an S3 bucket or an SQS queue');
}

function toBucket(arn: string, cloud: LocalCloud): OnFailureDestination {
  const bucket = arn.split(':').at(-1) ?? '';
  return (batch, settings, now) => {
    const key = objectKey(settings.uuid, batch.shardId, now, cloud.random);
    const permits = (action: string, resource: string) =>
      rolePermits(cloud, settings.roleArn, SERVICE, action, resource);
    if (!permits('s3:PutObject', `${arn}/${key}`) || !permits('s3:ListBucket', arn)) return false;
    if (!cloud.objects.bucketNames().includes(bucket)) return false;
    const document = invocationRecord(batch, settings, now, uuid(cloud.random), true);
    cloud.objects.put(bucket, key, Buffer.from(document), { contentType: 'application/json' });
    return true;
  };
}

function toQueue(arn: string, cloud: LocalCloud): OnFailureDestination {
  return (batch, settings, now) => {
    const queue = cloud.queues.byArn(arn);
    if (queue === undefined || !rolePermits(cloud, settings.roleArn, SERVICE, 'sqs:SendMessage', arn)) return false;
    queue.send(invocationRecord(batch, settings, now, uuid(cloud.random), false));
    return true;
  };
}
