import { setting } from '../chain/setting.ts';
import type { QueueSettings } from '../chain/storage.ts';
import { type AlarmDefinition, AT_ONCE, alarm } from './alarm.ts';
import { queueAlarms } from './queue-alarms.ts';

/** Throttling of PutEvents, and events whose type has no rule. */
export function busAlarms(unrouted: QueueSettings): readonly AlarmDefinition[] {
  const players = 'What they did has no effect until someone redrives the events.';
  return [
    alarm({
      id: 'Bus/PublishThrottled',
      // EventBridge counts PutEvents for account and region, without a dimension: the quota is theirs too (eb-monitoring).
      signal: {
        namespace: 'AWS/Events',
        metricName: 'PutEventsApproximateThrottledCount',
        dimensions: {},
        statistic: 'Sum',
        unit: 'Count',
      },
      threshold: setting(0, 'The quota is planned not to be reached.'),
      severity: 'page',
      pack: 'lite',
      players: 'Their events wait on the phone until it may send again.',
      description:
        'Bus: PutEvents is throttled in this account and region. Ingest retries and then answers 429, so nothing is lost. Ask for a higher PutEvents quota ("npm run preflight" shows it), or raise the types\' maxEventsPerEntry.',
      runbook: 'publish-throttled',
    }),
    alarm({
      id: 'Bus/UnroutedLost',
      signal: {
        namespace: 'AWS/Events',
        metricName: 'FailedInvocations',
        dimensions: { EventBusName: { kind: 'bus' }, RuleName: { kind: 'unroutedRule' } },
        statistic: 'Sum',
        unit: 'Count',
      },
      threshold: setting(0, 'Each is an event that only the archive still has.'),
      periods: AT_ONCE,
      severity: 'page',
      pack: 'lite',
      players,
      description:
        "Bus: EventBridge could not put events without a rule into the unrouted queue, and they are lost to the chain; the queue's policy was changed. Deploy the stack again, then replay the time from the archive (docs/dead-letters.md).",
      runbook: 'unrouted',
    }),
    ...queueAlarms({
      id: 'Bus/Unrouted',
      queue: { kind: 'unrouted' },
      settings: unrouted,
      players,
      description:
        'Bus: events arrived whose type has no rule. Someone else publishes as cairn.ingest, or a type was removed from the catalog while phones still send it. "npm run cairn -- dead-letters list" names the type.',
      runbook: 'unrouted',
    }),
  ];
}
