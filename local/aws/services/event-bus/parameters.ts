import type { ServiceParameters } from '../api/parameters.ts';

export const EVENT_BUS_PARAMETERS: ServiceParameters = {
  CancelReplay: { effective: 'ReplayName' },
  DescribeArchive: { effective: 'ArchiveName' },
  DescribeReplay: { effective: 'ReplayName' },
  ListArchives: { effective: 'NamePrefix EventSourceArn State NextToken Limit' },
  ListEventBuses: { effective: 'NamePrefix NextToken Limit' },
  ListReplays: { effective: 'NamePrefix State EventSourceArn NextToken Limit' },
  ListRules: { effective: 'NamePrefix EventBusName NextToken Limit' },
  ListTargetsByRule: { effective: 'Rule EventBusName NextToken Limit' },
  PutEvents: {
    effective: 'Entries.Time Entries.Source Entries.Resources Entries.DetailType Entries.Detail Entries.EventBusName',
    inert: { 'Entries.TraceHeader': 'nothing is traced' },
  },
  PutTargets: {
    effective:
      'Rule EventBusName Targets.Id Targets.Arn Targets.RoleArn Targets.KinesisParameters Targets.DeadLetterConfig Targets.RetryPolicy',
  },
  StartReplay: { effective: 'ReplayName Description EventSourceArn EventStartTime EventEndTime Destination' },
  TestEventPattern: { effective: 'EventPattern Event' },
};
