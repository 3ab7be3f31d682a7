import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

export const buildBucket: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('BucketName') ?? physicalName(resource, 63).toLowerCase();
  cloud.objects.createBucket(name);
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${cloud.region}.amazonaws.com`,
    },
  };
};
