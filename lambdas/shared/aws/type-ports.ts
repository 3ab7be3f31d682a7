import type { BatchPorts } from '../batch/process-batch.ts';
import type { GamePorts } from '../ports.ts';
import { dynamodbTable } from './dynamodb-table.ts';
import { optionalCount, requiredSetting } from './environment.ts';
import { powertoolsLog } from './powertools-log.ts';
import { powertoolsMetrics } from './powertools-metrics.ts';
import { sqsQuarantine } from './sqs-quarantine.ts';
import { system } from './system.ts';

/** Ports of an event type's handler on AWS, from its environment. Only `handler.ts` files call it. */
export function typePorts(): BatchPorts & GamePorts {
  const leaderboardShards = optionalCount('LEADERBOARD_SHARDS');
  return {
    ...system(),
    table: dynamodbTable(),
    tableName: requiredSetting('TABLE_NAME'),
    ...(leaderboardShards !== undefined && { leaderboardShards }),
    quarantine: sqsQuarantine(),
    quarantineQueueUrl: requiredSetting('QUARANTINE_QUEUE_URL'),
    log: powertoolsLog('cairn'),
    metrics: powertoolsMetrics(requiredSetting('STAGE')),
  };
}
