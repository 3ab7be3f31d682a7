import type { AlarmDefinition } from '../../core/monitoring/alarm.ts';
import { metricsOf } from '../../core/monitoring/signal.ts';

/** Services send metrics once a minute (lambda/latest/dg, monitoring-metrics). Seconds. */
const PUBLISHED_AFTER = 60;
/** An idle queue reports up to 15 minutes late (core/monitoring/queue-alarms.ts). Seconds. */
const QUEUE_REPORTS_AFTER = 15 * 60;
/** CloudWatch evaluates an alarm each minute (AmazonCloudWatch/latest/monitoring, alarm-evaluation). Seconds. */
const EVALUATED_EVERY = 60;
/**
 * Periods that CloudWatch reads besides the window if the newest have no data: values that are older than the window delay
 * an alarm that missing data raises, and keep up one that they raised (alarms-and-missing-data).
 */
const EXTRA_PERIODS = 2;

type Judged = Pick<AlarmDefinition, 'periods' | 'periodSeconds' | 'missingData' | 'signal'>;

/**
 * Within which time of its cause an alarm is raised: the period in which the cause begins counts for nothing; then as many
 * periods as it needs, the delay of its metric, and an evaluation. Seconds.
 * @param breachesAfter time from the cause to the first value that breaches
 */
export function raisedWithin(alarm: Judged, breachesAfter = 0): number {
  const [breaching] = alarm.periods;
  const older = alarm.missingData.value === 'breaching' ? EXTRA_PERIODS : 0;
  return breachesAfter + (1 + breaching + older) * alarm.periodSeconds + delayOf(alarm) + EVALUATED_EVERY;
}

/**
 * Within which time of healing an alarm is cleared: until too few breaching periods are left, where those without data
 * count for nothing. Seconds.
 * @param goodAfter time from healing to the last value that breaches
 */
export function clearedWithin(alarm: Judged, goodAfter = 0): number {
  const [breaching, window] = alarm.periods;
  const periods = 1 + window + EXTRA_PERIODS - breaching + 1;
  return goodAfter + periods * alarm.periodSeconds + delayOf(alarm) + EVALUATED_EVERY;
}

function delayOf({ signal }: Judged): number {
  const fromQueue = metricsOf(signal).some(({ namespace }) => namespace === 'AWS/SQS');
  return fromQueue ? QUEUE_REPORTS_AFTER : PUBLISHED_AFTER;
}
