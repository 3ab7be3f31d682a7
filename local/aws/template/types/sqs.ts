import { isObject } from '../../services/operation.ts';
import type { QueueSettings } from '../../services/queue/queue.ts';
import { type LocalCloud, physicalName } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Builder } from './builder.ts';

export const buildQueue: Builder = (properties, resource, cloud) => {
  if (properties.flag('FifoQueue')) properties.refuse('FifoQueue');
  const name = properties.optionalText('QueueName') ?? physicalName(resource, 80);
  const settings = queueSettings(properties, name, cloud);
  cloud.queues.create(settings);
  const { url } = settings;
  return { ref: url, attributes: { Arn: settings.arn, QueueName: name, QueueUrl: url } };
};

export function queueSettings(properties: Properties, name: string, cloud: LocalCloud): QueueSettings {
  const arn = `arn:aws:sqs:${cloud.region}:${cloud.account}:${name}`;
  const url = `${cloud.awsUrl}/${cloud.account}/${name}`;
  const redrive = properties.raw('RedrivePolicy');
  return {
    name,
    arn,
    url,
    visibilityTimeoutSeconds: properties.number('VisibilityTimeout', 30),
    retentionSeconds: properties.number('MessageRetentionPeriod', 345_600),
    delaySeconds: properties.number('DelaySeconds', 0),
    ...(isObject(redrive) && {
      redrive: {
        maxReceiveCount: Number(redrive.maxReceiveCount),
        target: () => cloud.queues.byArn(String(redrive.deadLetterTargetArn)),
      },
    }),
  };
}

export const buildQueuePolicy: Builder = (properties, resource, cloud) => {
  for (const url of properties.texts('Queues')) {
    const documents = cloud.queuePolicies.get(url) ?? [];
    documents.push(properties.raw('PolicyDocument'));
    cloud.queuePolicies.set(url, documents);
  }
  return { ref: physicalName(resource), attributes: {} };
};
