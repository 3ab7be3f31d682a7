import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

/** What an on-demand stream starts with. @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
const ON_DEMAND_SHARDS = 4;

export const buildStream: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('Name') ?? physicalName(resource, 128);
  const arn = `arn:aws:kinesis:${cloud.region}:${cloud.account}:stream/${name}`;
  const mode = properties.object('StreamModeDetails').optionalText('StreamMode') ?? 'PROVISIONED';
  if (mode !== 'PROVISIONED' && mode !== 'ON_DEMAND')
    return properties.fail('StreamModeDetails', 'PROVISIONED or ON_DEMAND');
  cloud.streams.create({
    name,
    arn,
    mode,
    shardCount: mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : properties.number('ShardCount', 1),
    retentionHours: properties.number('RetentionPeriodHours', 24),
  });
  return { ref: name, attributes: { Arn: arn } };
};
