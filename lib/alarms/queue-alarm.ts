import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmSetting } from '../../core/chain/alarm-thresholds.ts';
import { addAlarm } from './cairn-alarm.ts';

export interface QueueAlarmProps {
  readonly queue: IQueue;
  readonly alarm: AlarmSetting;
  readonly description: string;
}

/**
 * SQS reports only active queues (AWSSimpleQueueService/latest/SQSDeveloperGuide, sqs-available-cloudwatch-metrics). A
 * queue that was idle for six hours reports up to 15 minutes late after its next use (alexwlchan.net quotes AWS).
 */
const MAY_BE_LATE = 'A queue that was idle reports up to 15 minutes late.';

/** Raised while a queue that should be empty is not. */
export class QueueAlarm extends Construct {
  constructor(scope: Construct, id: string, { queue, alarm, description }: QueueAlarmProps) {
    super(scope, id);
    addAlarm(this, 'Messages', {
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: queue.queueName },
      statistic: 'Maximum',
      alarm,
      description: `${description} ${MAY_BE_LATE}`,
    });
  }
}
