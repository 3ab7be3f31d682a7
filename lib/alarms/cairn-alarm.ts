import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct, IConstruct } from 'constructs';
import type { AlarmSetting } from '../../core/chain/alarm-thresholds.ts';

export interface AlarmDefinition {
  readonly namespace: string;
  readonly metricName: string;
  /** Exactly the dimensions of the service's metric; with fewer, an alarm stays in INSUFFICIENT_DATA. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Maximum`, or a percentile such as `p99`. */
  readonly statistic: string;
  /** The threshold, and for how long the metric must exceed it. */
  readonly alarm: AlarmSetting;
  /** What the alarm means, then what to do. The person on call reads it first. */
  readonly description: string;
}

/**
 * Adds an alarm over minutes. Missing data does not breach the threshold: all these metrics count or time something
 * that happens, and most services publish nothing while nothing happens.
 */
export function addAlarm(scope: Construct, id: string, definition: AlarmDefinition): Alarm {
  const { value, minutes } = definition.alarm;
  const [datapoints, periods] = minutes;
  return new Alarm(scope, id, {
    metric: new Metric({
      namespace: definition.namespace,
      metricName: definition.metricName,
      dimensionsMap: { ...definition.dimensions },
      statistic: definition.statistic,
      period: Duration.minutes(1),
    }),
    threshold: value,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    datapointsToAlarm: datapoints,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: definition.description,
  });
}

/** Sends a message when an alarm within `scope` is raised or cleared. */
export function notifyOfAlarms(scope: IConstruct, action: IAlarmAction): void {
  for (const alarm of scope.node.findAll().filter((construct) => construct instanceof Alarm)) {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
