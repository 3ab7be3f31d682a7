import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

export const buildTable: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('TableName') ?? physicalName(resource, 255);
  cloud.tables.create({ ...properties.all(), TableName: name });
  return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${cloud.region}:${cloud.account}:table/${name}` } };
};
