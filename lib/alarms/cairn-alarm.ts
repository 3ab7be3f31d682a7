import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct, IConstruct } from 'constructs';
import type { AlarmSetting } from '../../core/chain/alarm-thresholds.ts';

export interface AlarmDefinition {
  readonly namespace: string;
  readonly metricName: string;
  /** Exactly those that the service publishes the metric with; with fewer, an alarm never leaves INSUFFICIENT_DATA. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Maximum`, or a percentile such as `p99`. */
  readonly statistic: string;
  /** When it is raised. */
  readonly alarm: AlarmSetting;
  /** What it means, then what to do: the first thing that whoever is paged reads. */
  readonly description: string;
}

/**
 * An alarm over minutes. No data is good data: all these metrics count or time something that happens, and most
 * services publish nothing while nothing happens.
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

/** Sends the message of each alarm within `scope`, and its all-clear. */
export function notifyOfAlarms(scope: IConstruct, action: IAlarmAction): void {
  for (const alarm of scope.node.findAll().filter((construct) => construct instanceof Alarm)) {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
