import { InputError } from '../../../../core/errors.ts';
import { LIMITS } from '../../../../core/limits.ts';
import { ServiceError } from '../../services/service-error.ts';
import { ON_DEMAND_SHARDS } from '../../services/stream/on-demand-scaling.ts';
import {
  SHARD_LEVEL_METRICS,
  type ShardLevelMetric,
  type Stream,
  type StreamSettings,
} from '../../services/stream/stream.ts';
import { type LocalCloud, physicalName, type ResolvedResource } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Builder } from './builder.ts';

export const buildStream: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('Name') ?? physicalName(resource, 128);
  const arn = `arn:aws:kinesis:${cloud.region}:${cloud.account}:stream/${name}`;
  const mode = properties.object('StreamModeDetails').optionalText('StreamMode') ?? 'PROVISIONED';
  if (mode !== 'PROVISIONED' && mode !== 'ON_DEMAND')
    return properties.fail('StreamModeDetails', 'PROVISIONED or ON_DEMAND');
  const settings: StreamSettings = {
    name,
    arn,
    mode,
    shardCount: mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : properties.number('ShardCount', 1),
    retentionHours: properties.number('RetentionPeriodHours', LIMITS.kinesisMinRetentionHours.value),
    shardLevelMetrics: shardLevelMetricsOf(properties),
  };
  const stream = create(settings, resource, cloud);
  return { ref: name, attributes: { Arn: arn }, complete: () => stream.activate() };
};

function shardLevelMetricsOf(properties: Properties): readonly ShardLevelMetric[] {
  const names = properties.texts('DesiredShardLevelMetrics');
  if (names.includes('ALL')) return SHARD_LEVEL_METRICS;
  return names.map(
    (name) =>
      SHARD_LEVEL_METRICS.find((known) => known === name) ??
      properties.fail('DesiredShardLevelMetrics', `ALL, or some of ${SHARD_LEVEL_METRICS.join(', ')}`),
  );
}

function create(settings: StreamSettings, { logicalId, type }: ResolvedResource, { streams }: LocalCloud): Stream {
  try {
    return streams.create(settings);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new InputError({
      input: `template, resource ${logicalId} (${type})`,
      received: error.name,
      allowed: `${LIMITS.kinesisStreamsInChange.value} streams in creation or deletion at once, and whole shards within the account's quota`,
      remedy: `AWS also refuses this: ${error.message} Let the stream wait for an earlier one with DependsOn, or lower ShardCount.`,
    });
  }
}
