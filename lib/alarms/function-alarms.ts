import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { FunctionAlarmSettings } from '../../core/chain/alarm-thresholds.ts';
import { addAlarm } from './cairn-alarm.ts';

export interface FunctionAlarmsProps {
  /** The name in descriptions, such as `treasure.claimed handler`. */
  readonly name: string;
  readonly function: LambdaFunction;
  readonly alarms: FunctionAlarmSettings;
}

/** Errors, throttling and duration of one function. */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, { name, function: subject, alarms }: FunctionAlarmsProps) {
    super(scope, id);
    const namespace = 'AWS/Lambda';
    const dimensions = { FunctionName: subject.functionName };
    if (alarms.errors !== undefined) {
      addAlarm(this, 'Errors', {
        namespace,
        dimensions,
        metricName: 'Errors',
        statistic: 'Sum',
        alarm: alarms.errors,
        description: `${name}: whole invocations fail (crash, timeout, out of memory). Look at the last "ERROR" or "Task timed out" in its log group. Single bad events do not count here: the handler quarantines them.`,
      });
    }
    addAlarm(this, 'Throttles', {
      namespace,
      dimensions,
      metricName: 'Throttles',
      statistic: 'Sum',
      alarm: alarms.throttles,
      description: `${name}: Lambda refuses invocations because no concurrency is free. Raise its reservedConcurrency if it has one, else the account's quota of concurrent executions.`,
    });
    addAlarm(this, 'Duration', {
      namespace,
      dimensions,
      metricName: 'Duration',
      statistic: 'p99',
      alarm: alarms.duration,
      description: `${name}: one invocation in a hundred takes over ${alarms.duration.value} ms of its ${subject.timeout?.toSeconds()} s. Find out what it waits for (is the table or the bus throttled?). A smaller batchSize also makes a handler faster.`,
    });
  }
}
