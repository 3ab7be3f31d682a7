import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { TableAlarmSettings } from '../../core/chain/alarm-thresholds.ts';
import { LIMITS } from '../../core/limits.ts';
import { round } from '../../core/round.ts';
import { addAlarm } from './cairn-alarm.ts';

export interface TableAlarmsProps {
  readonly table: ITable;
  /** The index of the leaderboard. */
  readonly indexName: string;
  readonly alarms: TableAlarmSettings;
}

/** Throttling of the table and of its index. */
export class TableAlarms extends Construct {
  constructor(scope: Construct, id: string, { table, indexName, alarms }: TableAlarmsProps) {
    super(scope, id);
    const shared = { namespace: 'AWS/DynamoDB', statistic: 'Sum' } as const;
    const dimensions = { TableName: table.tableName };
    addAlarm(this, 'ReadThrottled', {
      ...shared,
      alarm: alarms.readThrottled,
      metricName: 'ReadThrottleEvents',
      dimensions,
      description:
        "Table: reads are throttled. On-demand capacity reaches twice its last peak within half an hour; if the alarm stays longer, one item is too hot (a hunt's definition that is read uncached) or the table quota is reached.",
    });
    addAlarm(this, 'WriteThrottled', {
      ...shared,
      alarm: alarms.writeThrottled,
      metricName: 'WriteThrottleEvents',
      dimensions,
      description: `Table: writes are throttled; handlers retry and the streams fall behind. A new table takes ${round(LIMITS.dynamoDbInitialWriteUnits.value)} writes/s: set its warm throughput before the start ("npm run cairn -- warm"); else look for one hot item, such as a treasure that all players claim at once.`,
    });
    // The metrics of a table exclude its indexes (amazondynamodb/latest/developerguide, metrics-dimensions).
    const index = { ...dimensions, GlobalSecondaryIndexName: indexName };
    addAlarm(this, 'IndexReadThrottled', {
      ...shared,
      alarm: alarms.indexReadThrottled,
      metricName: 'ReadThrottleEvents',
      dimensions: index,
      description: `Leaderboard index: reads are throttled, so leaderboards arrive late or as 5xx; events are not affected. Look for an app that reads the leaderboard too often ("resource" and "apiKeyId" in the access log); a new index takes ${round(LIMITS.dynamoDbInitialReadUnits.value)} reads/s until it is warmed.`,
    });
    addAlarm(this, 'IndexWriteThrottled', {
      ...shared,
      alarm: alarms.indexWriteThrottled,
      metricName: 'WriteThrottleEvents',
      dimensions: index,
      description:
        'Leaderboard index: writes are throttled, which throttles the table too. One partition takes 1,000 writes/s: raise leaderboardShards of the stage.',
    });
  }
}
