import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { FunctionAlarmSettings } from '../../core/chain/alarm-thresholds.ts';
import { addAlarm } from './cairn-alarm.ts';

export interface FunctionAlarmsProps {
  /** As in the descriptions, such as `treasure.claimed handler`. */
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
        description: `${name}: invocations fail as a whole (crash, timeout, out of memory). Look at the last "ERROR" or "Task timed out" of its log group; single bad events do not count here, they are quarantined.`,
      });
    }
    addAlarm(this, 'Throttles', {
      namespace,
      dimensions,
      metricName: 'Throttles',
      statistic: 'Sum',
      alarm: alarms.throttles,
      description: `${name}: invocations are refused for want of concurrency. Raise its reservedConcurrency if it has one, else the account's quota of concurrent executions.`,
    });
    addAlarm(this, 'Duration', {
      namespace,
      dimensions,
      metricName: 'Duration',
      statistic: 'p99',
      alarm: alarms.duration,
      description: `${name}: one invocation in a hundred takes over ${alarms.duration.value} ms of its ${subject.timeout?.toSeconds()} s. Look for what it waits for (table or bus throttled?); a handler also gets faster with a smaller batchSize.`,
    });
  }
}
