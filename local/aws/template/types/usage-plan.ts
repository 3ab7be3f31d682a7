import { randomId } from '../../../../core/random.ts';
import { TokenBucket } from '../../services/token-bucket.ts';
import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

const KEY_CHARACTERS = 40;

/** Builds a key. A key without a value gets one, as on AWS; it stays the same until the run ends. */
export const buildApiKey: Builder = (properties, resource, cloud) => {
  const id = physicalName(resource);
  cloud.usagePlans.addKey({
    id,
    value:
      properties.optionalText('Value') ?? cloud.usagePlans.key(id)?.value ?? randomId(cloud.random, KEY_CHARACTERS),
    enabled: properties.flag('Enabled', false),
  });
  return { ref: id, attributes: { APIKeyId: id } };
};

export const buildUsagePlan: Builder = (properties, resource, cloud) => {
  properties.refuse('Quota');
  const id = physicalName(resource);
  const throttle = properties.object('Throttle');
  const rate = throttle.optionalNumber('RateLimit');
  const burst = throttle.optionalNumber('BurstLimit');
  cloud.usagePlans.addPlan({
    id,
    apiStages: properties.objects('ApiStages').map((stage) => ({
      apiId: stage.text('ApiId'),
      stage: stage.text('Stage'),
    })),
    keyIds: new Set(),
    ...(rate !== undefined &&
      burst !== undefined && { newBucket: () => new TokenBucket(burst, rate, cloud.scheduler.now()) }),
  });
  return { ref: id, attributes: { Id: id } };
};

export const buildUsagePlanKey: Builder = (properties, resource, cloud) => {
  cloud.usagePlans.addKeyToPlan(properties.text('KeyId'), properties.text('UsagePlanId'));
  return { ref: physicalName(resource), attributes: { Id: physicalName(resource) } };
};
