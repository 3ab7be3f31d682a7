import type { IEventBus, IRule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BusAlarmSettings } from '../../core/chain/alarm-thresholds.ts';
import { ruleName } from '../event-bus.ts';
import { addAlarm } from './cairn-alarm.ts';
import { QueueAlarm } from './queue-alarm.ts';

export interface BusAlarmsProps {
  readonly bus: IEventBus;
  /** The rule that matches events of no type, with its queue. */
  readonly unroutedRule: IRule;
  readonly unrouted: IQueue;
  readonly alarms: BusAlarmSettings;
}

/** Alarms on throttling of the bus, and on events whose type has no rule. */
export class BusAlarms extends Construct {
  constructor(scope: Construct, id: string, { bus, unrouted, unroutedRule, alarms }: BusAlarmsProps) {
    super(scope, id);
    // EventBridge's quota of PutEvents is for account and region, so the metric has no dimension.
    addAlarm(this, 'PublishThrottled', {
      namespace: 'AWS/Events',
      metricName: 'PutEventsApproximateThrottledCount',
      dimensions: {},
      statistic: 'Sum',
      alarm: alarms.publishThrottled,
      description:
        'Bus: PutEvents is throttled in this account and region. Ingest retries and then answers 429, so nothing is lost. Request a higher PutEvents quota ("npm run preflight" shows it), or raise maxEventsPerEntry of the types.',
    });
    addAlarm(this, 'UnroutedFailed', {
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensions: { EventBusName: bus.eventBusName, RuleName: ruleName(unroutedRule.ruleArn) },
      statistic: 'Sum',
      alarm: alarms.unroutedFailed,
      description:
        'Bus: EventBridge could not put events without a rule into the unrouted queue, and lost them; somebody changed the policy of the queue. Deploy the stack again; the archive still has the events.',
    });
    new QueueAlarm(this, 'Unrouted', {
      queue: unrouted,
      alarm: alarms.unrouted,
      description:
        'Bus: events arrived whose type has no rule. Somebody else publishes as cairn.ingest, or somebody removed a type from the catalog while phones still send it. Read "detail-type" of a message in the unrouted queue.',
    });
  }
}
