import { physicalName } from '../local-cloud.ts';
import { rolePermits } from '../role-permits.ts';
import type { Builder } from './builder.ts';

const SERVICE = 'scheduler.amazonaws.com';
const UNIT_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
export const buildSchedule: Builder = (properties, resource, cloud) => {
  properties.refuse('StartDate', 'EndDate');
  const name = properties.optionalText('Name') ?? physicalName(resource);
  const arn = `arn:aws:scheduler:${cloud.region}:${cloud.account}:schedule/default/${name}`;
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(properties.text('ScheduleExpression')) ?? [];
  if (count === undefined || unit === undefined) {
    return properties.fail('ScheduleExpression', 'rate(N minutes), hours or days; cron and at have no local model');
  }
  const target = properties.object('Target');
  const functionArn = target.text('Arn');
  const roleArn = target.text('RoleArn');
  if (functionArn.split(':')[2] !== 'lambda') target.fail('Arn', 'a function; other targets have no local model');
  cloud.schedules.add({
    name,
    everyMs: Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS],
    functionName: functionArn.split(':').at(-1) ?? '',
    input: target.optionalText('Input') ?? '{}',
    enabled: properties.optionalText('State') !== 'DISABLED',
    permitted: () => rolePermits(cloud, roleArn, SERVICE, 'lambda:InvokeFunction', functionArn),
  });
  return { ref: name, attributes: { Arn: arn } };
};
