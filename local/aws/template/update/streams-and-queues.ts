import { ServiceError } from '../../services/service-error.ts';
import { checkShardCount, updateShardCount } from '../../services/stream/reshard-operations.ts';
import { queueSettings } from '../types/sqs.ts';
import type { Change, Update } from './update.ts';

/** Changes shards by UpdateShardCount, within its limits, as CloudFormation does. */
export const streamUpdate: Update = {
  applied: ['ShardCount'],
  withoutEffect: ['StreamEncryption', 'Tags'],
  refusal: ({ built, names, properties }, cloud) => {
    if (!names.includes('ShardCount')) return undefined;
    try {
      checkShardCount(cloud.streams.named(built.ref), properties.number('ShardCount', 1), cloud.scheduler.now());
      return undefined;
    } catch (error) {
      if (error instanceof ServiceError) return `AWS also refuses this: ${error.message}`;
      throw error;
    }
  },
  apply: ({ built, names, properties }: Change, cloud) => {
    if (!names.includes('ShardCount')) return;
    updateShardCount(cloud.streams.named(built.ref), properties.number('ShardCount', 1), cloud.scheduler.now());
  },
  remove: (built, cloud) => {
    const stream = cloud.streams.named(built.ref);
    if (cloud.mappings.some(({ settings }) => settings.streamArn === stream.settings.arn)) return 'waits';
    // CloudFormation orders deletions by DependsOn; a resource that left the template has none here.
    if (stream.status !== 'ACTIVE' || !cloud.streams.mayChange) return 'waits';
    cloud.streams.delete(stream);
    return 'removed';
  },
};

export const queueUpdate: Update = {
  applied: ['DelaySeconds', 'MessageRetentionPeriod', 'RedrivePolicy', 'VisibilityTimeout'],
  withoutEffect: ['KmsMasterKeyId', 'SqsManagedSseEnabled', 'Tags'],
  apply: ({ built, properties }, cloud) => {
    const queue = cloud.queues.named(built.ref);
    queue.settings = queueSettings(properties, queue.settings.name, cloud);
  },
  remove: (built, cloud) => {
    const queue = cloud.queues.named(built.ref);
    const { visible, notVisible, delayed } = queue.counts();
    if (visible + notVisible + delayed > 0) return 'kept';
    cloud.queues.delete(queue);
    return 'removed';
  },
};
