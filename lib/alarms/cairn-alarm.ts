import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface AlarmDefinition {
  readonly namespace: string;
  readonly metricName: string;
  /** Exactly those that the service publishes the metric with; with fewer, an alarm never leaves INSUFFICIENT_DATA. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Maximum`, or a percentile such as `p99`. */
  readonly statistic: string;
  /** Above it the metric is breaching. */
  readonly threshold: number;
  /** `[m, n]`: m breaching minutes of the last n raise the alarm. @default [3, 5] */
  readonly minutes?: readonly [number, number];
  /** What it means, then what to do: the first thing that whoever is paged reads. */
  readonly description: string;
}

/**
 * An alarm over minutes. No data is good data: all these metrics count or time something that happens, and most
 * services publish nothing while nothing happens.
 */
export function addAlarm(scope: Construct, id: string, definition: AlarmDefinition): Alarm {
  const [datapoints, periods] = definition.minutes ?? [3, 5];
  return new Alarm(scope, id, {
    metric: new Metric({
      namespace: definition.namespace,
      metricName: definition.metricName,
      dimensionsMap: { ...definition.dimensions },
      statistic: definition.statistic,
      period: Duration.minutes(1),
    }),
    threshold: definition.threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    datapointsToAlarm: datapoints,
    evaluationPeriods: periods,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: definition.description,
  });
}

/** One breaching minute is enough: something was lost to the chain and waits for a person. */
export const AT_ONCE = [1, 1] as const;
