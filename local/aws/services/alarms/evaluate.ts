export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface Judgement {
  /** Number of newest periods to evaluate. */
  readonly evaluationPeriods: number;
  /** Number of breaching periods that raise the alarm. */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  readonly breaches: (value: number) => boolean;
}

/** Periods that CloudWatch reads in addition, for datapoints that arrive late; its examples show two. */
export const EXTRA_PERIODS = 2;

/**
 * Evaluates an alarm's state from the newest periods.
 * @param values of the last `evaluationPeriods + EXTRA_PERIODS` periods, oldest first; `undefined`: the period has no
 * data
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(
  { evaluationPeriods, datapointsToAlarm, missingData, breaches }: Judgement,
  values: readonly (number | undefined)[],
  current: AlarmState,
): AlarmState {
  const real: boolean[] = [];
  /** Age in periods of the oldest datapoint; the newest period is 1. */
  let oldestAge = 0;
  for (let age = 1; age <= values.length && real.length < evaluationPeriods; age += 1) {
    const value = values[values.length - age];
    if (value === undefined) continue;
    real.push(breaches(value));
    oldestAge = age;
  }
  const breaching = real.filter(Boolean).length;
  const lacking = evaluationPeriods - real.length;
  if (lacking > 0 && missingData === 'notBreaching') return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (lacking > 0 && missingData === 'breaching') return breaching + lacking >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (breaching >= datapointsToAlarm) return 'ALARM';
  const allBreach = breaching === real.length;
  if (missingData === 'ignore') return lacking > 0 && allBreach ? current : 'OK';
  if (real.length === 0) return 'INSUFFICIENT_DATA';
  // All datapoints breach, and the oldest is old enough: CloudWatch does not wait for more.
  return allBreach && oldestAge >= datapointsToAlarm ? 'ALARM' : 'OK';
}
