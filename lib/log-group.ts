import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Setting } from '../core/chain/setting.ts';

/**
 * The log of a function or of the API. It holds no game state: what must be kept is in the table, the queues and the bucket.
 * @param days one of the numbers that CloudWatch takes, which the enumeration names
 */
export function logGroup(scope: Construct, id: string, days: Setting<number>): LogGroup {
  return new LogGroup(scope, id, {
    retention: days.value as RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
