import {
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { type BusRule, rulesOf } from '../shared/aws/bus-rules.ts';
import { asking, type SdkSettings } from '../shared/aws/sdk-account-reader.ts';
import type { ArchiveFacts, ReplayPlan } from './replay-plan.ts';

export interface ReplayProgress {
  /** Such as `RUNNING` or `COMPLETED`. */
  readonly state: string;
  readonly reason: string;
  /** Publication time of the newest replayed event, in milliseconds since the epoch. */
  readonly replayedTo: number | undefined;
}

export interface ReplayPorts {
  archive(name: string): Promise<ArchiveFacts>;
  rules(busName: string): Promise<readonly BusRule[]>;
  start(plan: ReplayPlan): Promise<void>;
  progress(name: string): Promise<ReplayProgress>;
}

export function sdkReplayPorts(settings: SdkSettings): ReplayPorts {
  const client = new EventBridgeClient({ maxAttempts: 3, ...settings });
  return {
    rules: (busName) => rulesOf(client, busName),
    async archive(ArchiveName) {
      const {
        ArchiveArn = '',
        EventSourceArn = '',
        RetentionDays = 0,
      } = await asking('events:DescribeArchive', () => client.send(new DescribeArchiveCommand({ ArchiveName })));
      return { arn: ArchiveArn, busArn: EventSourceArn, retentionDays: RetentionDays };
    },
    async start({ name, archiveArn, busArn, from, to, ruleArns }) {
      await asking('events:StartReplay', () =>
        client.send(
          new StartReplayCommand({
            ReplayName: name,
            EventSourceArn: archiveArn,
            EventStartTime: new Date(from),
            EventEndTime: new Date(to),
            Destination: { Arn: busArn, FilterArns: [...ruleArns] },
          }),
        ),
      );
    },
    async progress(ReplayName) {
      const {
        State = '',
        StateReason = '',
        EventLastReplayedTime,
      } = await asking('events:DescribeReplay', () => client.send(new DescribeReplayCommand({ ReplayName })));
      return { state: State, reason: StateReason, replayedTo: EventLastReplayedTime?.getTime() };
    },
  };
}
