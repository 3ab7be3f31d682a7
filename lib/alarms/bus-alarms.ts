import type { IEventBus, IRule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BusAlarmSettings } from '../../core/chain/alarm-thresholds.ts';
import { ruleName } from '../event-bus.ts';
import { addAlarm } from './cairn-alarm.ts';
import { QueueAlarm } from './queue-alarm.ts';

export interface BusAlarmsProps {
  readonly bus: IEventBus;
  /** The rule that takes what no other one does, and its queue. */
  readonly unroutedRule: IRule;
  readonly unrouted: IQueue;
  readonly alarms: BusAlarmSettings;
}

/** Throttling of the bus, and events that no type's rule takes. */
export class BusAlarms extends Construct {
  constructor(scope: Construct, id: string, { bus, unrouted, unroutedRule, alarms }: BusAlarmsProps) {
    super(scope, id);
    // EventBridge counts PutEvents for the account and region, without a dimension: the quota is theirs too.
    addAlarm(this, 'PublishThrottled', {
      namespace: 'AWS/Events',
      metricName: 'PutEventsApproximateThrottledCount',
      dimensions: {},
      statistic: 'Sum',
      alarm: alarms.publishThrottled,
      description:
        'Bus: PutEvents is throttled in this account and region. Ingest retries and then answers 429, so nothing is lost. Ask for a higher PutEvents quota ("npm run preflight" shows it), or raise the types\' maxEventsPerEntry.',
    });
    addAlarm(this, 'UnroutedFailed', {
      namespace: 'AWS/Events',
      metricName: 'FailedInvocations',
      dimensions: { EventBusName: bus.eventBusName, RuleName: ruleName(unroutedRule.ruleArn) },
      statistic: 'Sum',
      alarm: alarms.unroutedFailed,
      description:
        'Bus: events without a rule could not be put into the unrouted queue either and are lost; its policy was changed. Deploy the stack again; the archive still has the events.',
    });
    new QueueAlarm(this, 'Unrouted', {
      queue: unrouted,
      alarm: alarms.unrouted,
      description:
        'Bus: events arrived whose type has no rule. Someone else publishes as cairn.ingest, or a type was taken out of the catalog while phones still send it. Read "detail-type" of a message in the unrouted queue.',
    });
  }
}
