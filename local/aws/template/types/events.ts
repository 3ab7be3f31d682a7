import { judge } from '../../services/access/policy.ts';
import { Archive } from '../../services/event-bus/archive.ts';
import { EventBus } from '../../services/event-bus/event-bus.ts';
import { deliveryMeter } from '../../services/event-bus/meters.ts';
import { compilePattern } from '../../services/event-bus/pattern.ts';
import { textAtPath } from '../../services/event-bus/published-event.ts';
import { DEFAULT_RETRY_POLICY, type Target } from '../../services/event-bus/target.ts';
import { ServiceError } from '../../services/service-error.ts';
import type { LocalCloud } from '../local-cloud.ts';
import { physicalName } from '../local-cloud.ts';
import { Properties } from '../properties.ts';
import { rolePermits } from '../role-permits.ts';
import type { Builder } from './builder.ts';

const SERVICE = 'events.amazonaws.com';

export const buildEventBus: Builder = (properties, _resource, cloud) => {
  const name = properties.text('Name');
  const arn = `arn:aws:events:${cloud.region}:${cloud.account}:event-bus/${name}`;
  const { scheduler, random, busObserver, buses } = cloud;
  buses.add(
    new EventBus({ name, arn }, cloud, scheduler, random, busObserver, {
      quota: buses.quotas?.invocations,
      meter: deliveryMeter(cloud.metrics, name),
      memory: cloud.memory,
    }),
  );
  return { ref: name, attributes: { Arn: arn, Name: name } };
};

export const buildArchive: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('ArchiveName') ?? physicalName(resource, 48);
  const arn = `arn:aws:events:${cloud.region}:${cloud.account}:archive/${name}`;
  const eventSourceArn = properties.text('SourceArn');
  const bus = cloud.buses.get(eventSourceArn) ?? properties.fail('SourceArn', 'an event bus of the template');
  const pattern = properties.raw('EventPattern');
  const where = `template, resource ${resource.logicalId}: EventPattern`;
  const archive = new Archive(
    {
      name,
      arn,
      eventSourceArn,
      description: properties.optionalText('Description') ?? '',
      eventPattern: pattern === undefined ? undefined : JSON.stringify(pattern),
      matches: pattern === undefined ? () => true : compilePattern(pattern, where),
      retentionDays: properties.number('RetentionDays', 0),
    },
    cloud.scheduler,
    cloud.memory,
  );
  cloud.buses.addArchive(archive, bus);
  return { ref: name, attributes: { Arn: arn, ArchiveName: name } };
};

export const buildRule: Builder = (properties, resource, cloud) => {
  properties.refuse('ScheduleExpression');
  const name = properties.optionalText('Name') ?? physicalName(resource);
  const busName = properties.optionalText('EventBusName') ?? 'default';
  const bus = cloud.buses.get(busName) ?? properties.fail('EventBusName', 'an event bus of the template');
  const arn = `arn:aws:events:${cloud.region}:${cloud.account}:rule/${bus.name}/${name}`;
  const pattern = properties.raw('EventPattern');
  bus.addRule({
    name,
    arn,
    eventPattern: JSON.stringify(pattern),
    matches: compilePattern(pattern, `template, resource ${resource.logicalId}: EventPattern`),
    enabled: properties.optionalText('State') !== 'DISABLED',
    targets: properties.objects('Targets').map((target) => buildTarget(target, arn, cloud)),
    targetFrom: (declared) => buildTarget(new Properties(`PutTargets, rule ${name}`, declared), arn, cloud),
  });
  return { ref: `${bus.name}|${name}`, attributes: { Arn: arn } };
};

function buildTarget(properties: Properties, ruleArn: string, cloud: LocalCloud): Target {
  properties.refuse('Input', 'InputPath', 'InputTransformer');
  const arn = properties.text('Arn');
  const retry = properties.object('RetryPolicy');
  const deadLetterArn = properties.object('DeadLetterConfig').optionalText('Arn');
  const { maximumRetryAttempts, maximumEventAgeSeconds } = DEFAULT_RETRY_POLICY;
  const deadLetterPermitted = once(() => deadLetterArn !== undefined && queuePermits(cloud, deadLetterArn, ruleArn));
  return {
    id: properties.text('Id'),
    arn,
    ruleArn,
    declared: properties.all(),
    retryPolicy: {
      maximumRetryAttempts: retry.number('MaximumRetryAttempts', maximumRetryAttempts),
      maximumEventAgeSeconds: retry.number('MaximumEventAgeInSeconds', maximumEventAgeSeconds),
    },
    ...targetService(properties, arn, ruleArn, cloud),
    ...(deadLetterArn !== undefined && {
      deadLetterQueue: {
        permitted: () => cloud.queues.byArn(deadLetterArn) !== undefined && deadLetterPermitted(),
        send: (body, attributes) => {
          cloud.queues.byArn(deadLetterArn)?.send(body, attributes);
        },
      },
    }),
  };
}

function targetService(
  properties: Properties,
  arn: string,
  ruleArn: string,
  cloud: LocalCloud,
): Pick<Target, 'deliver' | 'permitted'> {
  const service = arn.split(':')[2];
  if (service === 'kinesis') {
    const stream = cloud.streams.named(arn);
    const path = properties.object('KinesisParameters').optionalText('PartitionKeyPath')?.split('.').slice(1) ?? ['id'];
    const roleArn = properties.optionalText('RoleArn');
    return {
      permitted: once(() => rolePermits(cloud, roleArn, SERVICE, 'kinesis:PutRecord', arn)),
      deliver: (event) => {
        const data = Buffer.from(event.text);
        const partitionKey = textAtPath(event.envelope, path) ?? event.id;
        stream.put(partitionKey, data.toString('base64'), data.length, undefined, event.tag);
      },
    };
  }
  if (service === 'sqs') {
    return {
      permitted: once(() => queuePermits(cloud, arn, ruleArn)),
      deliver: (event) => {
        const queue = cloud.queues.byArn(arn);
        if (queue === undefined) throw new ServiceError('QueueDoesNotExist', `The queue ${arn} does not exist.`);
        queue.send(event.text);
      },
    };
  }
  return properties.fail('Arn', 'a Kinesis stream or an SQS queue; other targets have no local model');
}

/**
 * Judges by the queue's own policy.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
function queuePermits(cloud: LocalCloud, queueArn: string, ruleArn: string): boolean {
  const queue = cloud.queues.byArn(queueArn);
  // A deleted queue is a failure of the delivery, not of the permission.
  if (queue === undefined) return true;
  const request = {
    action: 'sqs:SendMessage',
    resource: queueArn,
    service: SERVICE,
    context: { 'aws:SourceArn': ruleArn, 'aws:SourceAccount': cloud.account },
  };
  return judge(cloud.queuePolicies.get(queue.settings.url) ?? [], request) === 'allowed';
}

/** Judges at the first delivery, because policies may come after the rule in the template. They do not change later. */
function once(judgement: () => boolean): () => boolean {
  let known: boolean | undefined;
  return () => {
    known ??= judgement();
    return known;
  };
}
