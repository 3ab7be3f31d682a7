import { ServiceError } from '../../services/service-error.ts';
import { checkShardCount, updateShardCount } from '../../services/stream/reshard-operations.ts';
import { queueSettings } from '../types/sqs.ts';
import type { Change, Update } from './update.ts';

/** Shards change as by UpdateShardCount, within its limits: CloudFormation would do the same. */
export const streamUpdate: Update = {
  taken: ['ShardCount'],
  withoutEffect: ['StreamEncryption', 'Tags'],
  refusal: ({ built, names, properties }, cloud) => {
    if (!names.includes('ShardCount')) return undefined;
    try {
      checkShardCount(cloud.streams.named(built.ref), properties.number('ShardCount', 1), cloud.scheduler.now());
      return undefined;
    } catch (error) {
      if (error instanceof ServiceError) return `AWS would refuse it too: ${error.message}`;
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
    // CloudFormation orders it by DependsOn; what left the template here has none any more.
    if (stream.status !== 'ACTIVE' || !cloud.streams.mayChange) return 'waits';
    cloud.streams.delete(stream);
    return 'removed';
  },
};

export const queueUpdate: Update = {
  taken: ['DelaySeconds', 'MessageRetentionPeriod', 'RedrivePolicy', 'VisibilityTimeout'],
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
