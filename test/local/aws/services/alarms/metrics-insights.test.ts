import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { Alarms } from '../../../../../local/aws/services/alarms/alarms.ts';
import { MetricAlarm } from '../../../../../local/aws/services/alarms/metric-alarm.ts';
import { parseMetricsQuery } from '../../../../../local/aws/services/alarms/metrics-insights.ts';
import { cloudWatchOperations } from '../../../../../local/aws/services/alarms/operations.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';

const QUERY = `SELECT SUM(IncomingRecords) FROM SCHEMA("AWS/Kinesis", ShardId, StreamName) WHERE StreamName = 'events' GROUP BY ShardId ORDER BY SUM() DESC`;

function watched() {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 28, 12));
  const metrics = new MetricStore(scheduler);
  const alarms = new Alarms(scheduler);
  const settings = {
    name: 'NearShardLimit',
    arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:NearShardLimit',
    description: 'A shard is nearly full.',
    watched: parseMetricsQuery(QUERY),
    periodSeconds: 60,
    evaluationPeriods: 2,
    datapointsToAlarm: 2,
    threshold: 9,
    comparison: 'GreaterThanThreshold',
    missingData: 'notBreaching',
  } as const;
  alarms.add(new MetricAlarm(settings, metrics));
  alarms.start();
  const minute = (records: Readonly<Record<string, number>>, StreamName = 'events'): void => {
    for (const [ShardId, count] of Object.entries(records)) {
      metrics.meter('AWS/Kinesis', 'IncomingRecords', { StreamName, ShardId })(count);
    }
    metrics.meter('AWS/Kinesis', 'IncomingRecords', { StreamName })(100);
    scheduler.advance(61_000);
  };
  return { minute, state: () => alarms.all()[0], operations: cloudWatchOperations(metrics, alarms) };
}

describe('An alarm on a query (AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html)', () => {
  it('is raised by one time series that breaches for long enough, also by one that began later', () => {
    const { minute, state } = watched();
    minute({ a: 1, b: 1 });
    expect(state()?.state).toBe('OK');
    minute({ a: 1, b: 1, c: 10 });
    minute({ a: 1, b: 1, c: 10 });
    expect(state()).toMatchObject({ state: 'ALARM' });
    expect(state()?.reason).toMatch(/^1 out of 3 time series evaluated to ALARM; /);
  });

  it('judges each time series by itself: turns of two, their sum, and other metrics raise nothing', () => {
    const { minute, state } = watched();
    for (let turn = 0; turn < 6; turn += 1) {
      minute(turn % 2 === 0 ? { a: 10, b: 9 } : { a: 9, b: 10 });
      expect(state()?.state).toBe('OK');
      minute({ a: 99 }, 'another');
    }
  });

  it('is cleared once the time series ends', () => {
    const { minute, state } = watched();
    minute({ a: 10 });
    minute({ a: 10 });
    expect(state()?.state).toBe('ALARM');
    for (let passed = 0; passed < 4; passed += 1) minute({ b: 1 });
    expect(state()?.state).toBe('OK');
  });

  it('is described with its query', () => {
    const { operations } = watched();
    expect(operations.DescribeAlarms?.({})).toMatchObject({
      MetricAlarms: [{ Metrics: [{ Expression: QUERY, Period: 60, ReturnData: true }] }],
    });
  });

  it.each([
    ['without GROUP BY', QUERY.replace(/ GROUP BY.*/, '')],
    ['without ORDER BY', QUERY.replace(/ ORDER BY.*/, '')],
    ['with a limit', `${QUERY} LIMIT 1`],
    ['of a namespace without its dimensions', QUERY.replace(/SCHEMA\(.*\) WHERE/, '"AWS/Kinesis" WHERE')],
    ['whose series are several metrics', QUERY.replace('StreamName)', 'StreamName, Reader)')],
    ['with another condition', QUERY.replace("= 'events'", "!= 'events'")],
    ['that orders by another function', QUERY.replace('ORDER BY SUM', 'ORDER BY MAX')],
  ])('is refused %s, by name', (_, query) => {
    expect(() => parseMetricsQuery(query, 'template, resource Hot: Metrics')).toThrow(
      /^template, resource Hot: Metrics: got "?SELECT .*GROUP BY GroupKey/s,
    );
  });
});
