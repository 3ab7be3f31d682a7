import { Construct } from 'constructs';
import type { NodeFunction } from '../node-function.ts';
import { addAlarm } from './cairn-alarm.ts';

/** A function that needs this share of its timeout is near to being cut off. */
const DURATION_SHARE = 0.8;

export interface FunctionAlarmsProps {
  /** As in the descriptions, such as `treasure.claimed handler`. */
  readonly name: string;
  readonly function: NodeFunction;
  /** Whether an invocation that ends in an error is a fault. An authorizer refuses tokens by errors. @default true */
  readonly watchErrors?: boolean;
}

/** Errors, throttling and duration of one function. */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, { name, function: subject, watchErrors = true }: FunctionAlarmsProps) {
    super(scope, id);
    const namespace = 'AWS/Lambda';
    const dimensions = { FunctionName: subject.lambda.functionName };
    if (watchErrors) {
      addAlarm(this, 'Errors', {
        namespace,
        dimensions,
        metricName: 'Errors',
        statistic: 'Sum',
        threshold: 0,
        description: `${name}: invocations fail as a whole (crash, timeout, out of memory). Look at the last "ERROR" or "Task timed out" of its log group; single bad events do not count here, they are quarantined.`,
      });
    }
    addAlarm(this, 'Throttles', {
      namespace,
      dimensions,
      metricName: 'Throttles',
      statistic: 'Sum',
      threshold: 0,
      description: `${name}: invocations are refused for want of concurrency. Raise its reservedConcurrency in the catalog if it has one, else the account's quota ("npm run preflight" shows both).`,
    });
    const thresholdMs = subject.timeoutSeconds * 1_000 * DURATION_SHARE;
    addAlarm(this, 'Duration', {
      namespace,
      dimensions,
      metricName: 'Duration',
      statistic: 'p99',
      threshold: thresholdMs,
      description: `${name}: one invocation in a hundred takes over ${thresholdMs} ms of its ${subject.timeoutSeconds} s. Look for what it waits for (table or bus throttled?); a handler also gets faster with a smaller batchSize.`,
    });
  }
}
