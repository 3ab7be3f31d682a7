import { CloudWatchClient, type CloudWatchClientConfig, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { AlarmReader, RaisedAlarm } from './alarm-reader.ts';

interface Described {
  readonly AlarmName?: string;
  readonly StateReason?: string;
  readonly StateTransitionedTimestamp?: Date;
  readonly StateUpdatedTimestamp?: Date;
}

/** Reads alarms with the SDK. @param settings @default region and credentials of the environment */
export function sdkAlarmReader(settings: CloudWatchClientConfig = {}): AlarmReader {
  const client = new CloudWatchClient({ maxAttempts: 3, ...settings });
  return {
    async raised(namePrefix) {
      const pages = paginateDescribeAlarms(
        { client },
        { AlarmNamePrefix: namePrefix, StateValue: 'ALARM', AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
      );
      const found: RaisedAlarm[] = [];
      for await (const { MetricAlarms = [], CompositeAlarms = [] } of pages) {
        found.push(...[...MetricAlarms, ...CompositeAlarms].map(raisedAlarm));
      }
      return found;
    },
  };
}

/** A new reason updates the state without a change of it: the transition is the time that counts. */
function raisedAlarm({ AlarmName, StateReason, StateTransitionedTimestamp, StateUpdatedTimestamp }: Described) {
  const since = StateTransitionedTimestamp ?? StateUpdatedTimestamp;
  return { name: AlarmName ?? '', since: since?.getTime() ?? 0, reason: StateReason ?? '' };
}
