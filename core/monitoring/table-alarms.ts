import { setting } from '../chain/setting.ts';
import type { TableSettings, WarmSettings } from '../chain/table.ts';
import { LIMITS } from '../limits.ts';
import { round } from '../round.ts';
import { type AlarmDefinition, alarm, type MissingData } from './alarm.ts';
import type { MetricSignal } from './signal.ts';

const SLOW_SCREENS = 'Screens load late or not at all; events are not affected.';
const LATE = 'What they did shows late.';

/** CloudWatch's pages disagree on what it does if this is left open, so it is set (ADR 98). */
const NOT_THROTTLED = setting<MissingData>(
  'notBreaching',
  'DynamoDB publishes the metric only while it throttles. Set, because CloudWatch may ignore missing data of DynamoDB otherwise.',
);

/** Throttling and use of the table and of its leaderboard index. */
export function tableAlarms({ warm, leaderboard }: TableSettings): readonly AlarmDefinition[] {
  const table = { TableName: { kind: 'table' } } as const;
  // The table's own metrics leave its indexes out (amazondynamodb/latest/developerguide, metrics-dimensions).
  const index = { ...table, GlobalSecondaryIndexName: leaderboard.indexName.value };
  const sum = (metricName: string, dimensions: MetricSignal['dimensions']): MetricSignal => ({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensions,
    statistic: 'Sum',
    unit: 'Count',
  });
  const throttled = (
    id: string,
    metricName: string,
    dimensions: MetricSignal['dimensions'],
    players: string,
    description: string,
  ): AlarmDefinition =>
    alarm({
      id,
      signal: sum(metricName, dimensions),
      threshold: setting(0, 'None is planned; three minutes of five rule out a single burst.'),
      missingData: NOT_THROTTLED,
      severity: 'page',
      pack: 'lite',
      players,
      description,
      runbook: 'table-throttled',
    });
  const used = (
    id: string,
    metricName: string,
    dimensions: MetricSignal['dimensions'],
    units: WarmSettings[keyof WarmSettings],
    what: string,
  ): AlarmDefinition =>
    alarm({
      id,
      signal: sum(metricName, dimensions),
      threshold: setting(units.value * 60, `${round(units.value)} units/s planned with headroom × 60 s.`),
      severity: 'ticket',
      pack: 'full',
      players: 'Nothing yet.',
      description: `${what} than the ${round(units.value)} units/s that the plan has with headroom. Compare the traffic with the catalog's; "npm run cairn -- warm" raises what the table takes at once.`,
      runbook: 'table-use',
    });
  return [
    throttled(
      'Table/ReadThrottled',
      'ReadThrottleEvents',
      table,
      LATE,
      "Table: reads are throttled. On-demand doubles its last peak within half an hour; if it stays, one item is too hot (a hunt's definition that is read uncached) or the table quota is reached.",
    ),
    throttled(
      'Table/WriteThrottled',
      'WriteThrottleEvents',
      table,
      LATE,
      `Table: writes are throttled; handlers retry and the streams fall behind. A new table takes ${round(LIMITS.dynamoDbInitialWriteUnits.value)} writes/s: warm it before the start line (warm throughput); else look for one hot item, such as a treasure that all claim at once.`,
    ),
    throttled(
      'Leaderboard/ReadThrottled',
      'ReadThrottleEvents',
      index,
      SLOW_SCREENS,
      `Leaderboard index: reads are throttled, so leaderboards are answered late or 5xx; events are not affected. Look for an app that asks for the leaderboard too often ("resource" and "apiKeyId" in the access log); a new index takes ${round(LIMITS.dynamoDbInitialReadUnits.value)} reads/s until it is warmed.`,
    ),
    throttled(
      'Leaderboard/WriteThrottled',
      'WriteThrottleEvents',
      index,
      LATE,
      'Leaderboard index: writes are throttled, which throttles the table too. One partition takes 1,000 writes/s: raise leaderboardShards of the stage.',
    ),
    used('Table/ReadUse', 'ConsumedReadCapacityUnits', table, warm.readUnits, 'Table: more is read'),
    used('Table/WriteUse', 'ConsumedWriteCapacityUnits', table, warm.writeUnits, 'Table: more is written'),
    used(
      'Leaderboard/ReadUse',
      'ConsumedReadCapacityUnits',
      index,
      leaderboard.warm.readUnits,
      'Leaderboard index: more is read',
    ),
    used(
      'Leaderboard/WriteUse',
      'ConsumedWriteCapacityUnits',
      index,
      leaderboard.warm.writeUnits,
      'Leaderboard index: more is written',
    ),
  ];
}
