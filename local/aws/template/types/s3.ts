import { physicalName } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Builder } from './builder.ts';

export const buildBucket: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('BucketName') ?? physicalName(resource, 63).toLowerCase();
  cloud.objects.createBucket(name, expirationDays(properties));
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${cloud.region}.amazonaws.com`,
    },
  };
};

/** Returns the shortest expiration of the rules for all objects; rules with a filter have no local model. */
function expirationDays(properties: Properties): number | undefined {
  const days = properties
    .object('LifecycleConfiguration')
    .objects('Rules')
    .filter((rule) => rule.optionalText('Status') === 'Enabled')
    .filter((rule) =>
      ['Prefix', 'TagFilters', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan'].every(
        (name) => rule.raw(name) === undefined,
      ),
    )
    .flatMap((rule) => rule.optionalNumber('ExpirationInDays') ?? []);
  return days.length === 0 ? undefined : Math.min(...days);
}
