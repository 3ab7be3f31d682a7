import type { Finding } from '../finding.ts';
import type { Answer, Place } from '../place.ts';

/** A resource that a stack created and no existing stack contains. */
export interface Leftover {
  readonly arn: string;
  /** Archives of an event bus, which must be deleted before it. */
  readonly archives: readonly string[];
}

/**
 * ARNs of resources that stacks of this name created and no existing stack contains.
 * @param living the stack's id, if it works
 */
export function leftoversOf(made: Answer<'madeByStack'>, living: string | undefined): readonly string[] {
  return made.filter(({ stackId }) => stackId !== living || living === undefined).map(({ arn }) => arn);
}

export function checkLeftovers(stackName: string, leftovers: readonly Leftover[], place: Place): Finding {
  const subject = 'Leftovers';
  if (leftovers.length === 0) {
    return { level: 'ok', subject, message: `nothing is left of an earlier ${stackName}.` };
  }
  const count = leftovers.length === 1 ? '1 resource is' : `${leftovers.length} resources are`;
  return {
    level: 'warning',
    subject,
    message: `${count} left of an earlier ${stackName} that is gone: of a deployment that failed, or of a stage that was deleted and kept its state. They cost money and are in no stack's way.`,
    remedy: [
      'If nothing in them is needed any more, remove each (this deletes its data; AWS may list what is gone already for a while):',
      ...inOrder(leftovers).flatMap((leftover) => removalOf(leftover, place)),
    ].join('\n'),
  };
}

/** Sorts event buses to the end, because a bus can only be deleted after its rules. */
function inOrder(leftovers: readonly Leftover[]): readonly Leftover[] {
  const isBus = ({ arn }: Leftover) => arn.includes(':event-bus/');
  return [...leftovers.filter((each) => !isBus(each)), ...leftovers.filter(isBus)];
}

/** The commands that remove one resource, in order. */
function removalOf({ arn, archives }: Leftover, { account, region, partition }: Place): readonly string[] {
  const [, , service = '', , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  const aws = (command: string) => `aws ${command} --region ${region}`;
  switch (service) {
    case 'dynamodb':
      return [
        aws(`dynamodb update-table --no-deletion-protection-enabled --table-name ${name}`),
        aws(`dynamodb delete-table --table-name ${name}`),
      ];
    case 's3':
      return [aws(`s3 rb s3://${name} --force`)];
    case 'kinesis':
      return [aws(`kinesis delete-stream --enforce-consumer-deletion --stream-name ${name}`)];
    case 'sqs':
      return [aws(`sqs delete-queue --queue-url https://sqs.${region}.${partition.dnsSuffix}/${account}/${name}`)];
    case 'events':
      if (!resource.startsWith('event-bus/')) {
        const [, bus] = resource.split('/');
        return [aws(`events delete-rule --force --event-bus-name ${bus} --name ${name}`)];
      }
      return [
        ...archives.map((archive) => aws(`events delete-archive --archive-name ${archive}`)),
        aws(`events delete-event-bus --name ${name}`),
      ];
    case 'logs':
      return [aws(`logs delete-log-group --log-group-name ${resource.replace(/^log-group:/, '').replace(/:\*$/, '')}`)];
    case 'sns':
      return [aws(`sns delete-topic --topic-arn ${arn}`)];
    case 'kms':
      return [aws(`kms schedule-key-deletion --pending-window-in-days 7 --key-id ${name}`)];
    case 'lambda':
      return [aws(`lambda delete-function --function-name ${resource.replace(/^function:/, '')}`)];
    case 'apigateway':
      return resource.startsWith('/restapis/') && resource.split('/').length === 3
        ? [aws(`apigateway delete-rest-api --rest-api-id ${name}`)]
        : [];
    default:
      return [`# no command known: remove ${arn} in the console`];
  }
}
