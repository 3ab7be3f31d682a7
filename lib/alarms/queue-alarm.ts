import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AT_ONCE, addAlarm } from './cairn-alarm.ts';

export interface QueueAlarmProps {
  readonly queue: Queue;
  readonly description: string;
}

/** Raised while a queue that should be empty is not. */
export class QueueAlarm extends Construct {
  constructor(scope: Construct, id: string, { queue, description }: QueueAlarmProps) {
    super(scope, id);
    addAlarm(this, 'Messages', {
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: queue.queueName },
      statistic: 'Maximum',
      threshold: 0,
      minutes: AT_ONCE,
      description,
    });
  }
}
