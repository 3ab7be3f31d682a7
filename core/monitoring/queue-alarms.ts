import { setting } from '../chain/setting.ts';
import type { QueueSettings } from '../chain/storage.ts';
import { type AlarmDefinition, AT_ONCE, alarm } from './alarm.ts';
import type { MetricSignal, Statistic, Subject, Unit } from './signal.ts';

/** A message that has waited for this share of its retention needs a person now. */
const AGE_SHARE = 0.5;

/**
 * SQS reports only active queues (AWSSimpleQueueService/latest/SQSDeveloperGuide, sqs-available-cloudwatch-metrics); one
 * that was idle for six hours reports up to 15 minutes late once it is used (AWS's text, as alexwlchan.net quotes it).
 */
const MAY_BE_LATE = 'An idle queue reports up to 15 minutes late.';

export interface WatchedQueue {
  /** The alarms' id, such as `Quarantine`; that of the age ends in `Age`. */
  readonly id: string;
  readonly type?: string;
  readonly queue: Subject;
  readonly settings: QueueSettings;
  readonly players: string;
  /** What messages in it mean, then what to look at first. */
  readonly description: string;
  readonly runbook: string;
}

/** Raised while a queue that should be empty is not, and before SQS deletes what is in it. */
export function queueAlarms(watched: WatchedQueue): readonly AlarmDefinition[] {
  const { id, type, queue, settings, players, description, runbook } = watched;
  const days = settings.retentionDays.value;
  const signal = (metricName: string, statistic: Statistic, unit: Unit): MetricSignal => ({
    namespace: 'AWS/SQS',
    metricName,
    dimensions: { QueueName: queue },
    statistic,
    unit,
  });
  return [
    alarm({
      id,
      type,
      signal: signal('ApproximateNumberOfMessagesVisible', 'Maximum', 'Count'),
      threshold: setting(0, 'The queue should be empty: each message waits for a person.'),
      periods: AT_ONCE,
      severity: 'ticket',
      pack: 'lite',
      players,
      description: `${description} ${MAY_BE_LATE}`,
      runbook,
    }),
    alarm({
      id: `${id}Age`,
      type,
      signal: signal('ApproximateAgeOfOldestMessage', 'Maximum', 'Seconds'),
      threshold: setting(
        AGE_SHARE * days * 86_400,
        `${AGE_SHARE} × ${days} days of retention = ${AGE_SHARE * days} days.`,
      ),
      severity: 'page',
      pack: 'full',
      players,
      description: `${description} The oldest message is over ${AGE_SHARE * days} days old, and SQS deletes it after ${days}. ${MAY_BE_LATE}`,
      runbook,
    }),
  ];
}
