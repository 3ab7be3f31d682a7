import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { compileAlarmRule } from '../../../../../local/aws/services/alarms/alarm-rule.ts';
import { type AlarmChange, Alarms } from '../../../../../local/aws/services/alarms/alarms.ts';
import { MetricAlarm, type MetricAlarmSettings } from '../../../../../local/aws/services/alarms/metric-alarm.ts';
import { cloudWatchOperations } from '../../../../../local/aws/services/alarms/operations.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';

const START = Date.UTC(2026, 10, 23, 12);

const ALARM: MetricAlarmSettings = {
  name: 'WriteThrottled',
  arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:WriteThrottled',
  description: 'The stream refuses records.',
  namespace: 'AWS/Kinesis',
  metricName: 'WriteProvisionedThroughputExceeded',
  dimensions: { StreamName: 'events' },
  statistic: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  threshold: 0,
  comparison: 'GreaterThanThreshold',
  missingData: 'notBreaching',
};

function watched(...changes: readonly Partial<MetricAlarmSettings>[]) {
  const scheduler = new VirtualScheduler(START);
  const metrics = new MetricStore(scheduler);
  const alarms = new Alarms(scheduler);
  for (const change of changes.length === 0 ? [{}] : changes) {
    alarms.add(new MetricAlarm({ ...ALARM, ...change }, metrics));
  }
  const log: (readonly [minute: number, name: string, to: string])[] = [];
  alarms.onChange(({ name, to }: AlarmChange) => {
    log.push([Math.floor((scheduler.now() - START) / 60_000), name, to]);
  });
  alarms.start();
  const throttled = metrics.meter('AWS/Kinesis', ALARM.metricName, { StreamName: 'events' });
  return { scheduler, metrics, alarms, log, throttled, operations: cloudWatchOperations(metrics, alarms) };
}

describe('an alarm on a metric (AmazonCloudWatch/latest/monitoring/alarm-evaluation.html)', () => {
  it('is raised by the third breaching minute of five, and cleared when these minutes are no longer evaluated', () => {
    const { scheduler, log, throttled } = watched();
    scheduler.advance(61_000);
    for (const breaching of [true, false, true, true, false, false, false, false]) {
      if (breaching) throttled(1);
      scheduler.advance(60_000);
    }
    expect(log).toEqual([
      [1, 'WriteThrottled', 'OK'],
      [5, 'WriteThrottled', 'ALARM'],
      // Three of the seven minutes that CloudWatch reads breach, until the oldest is no longer among them.
      [9, 'WriteThrottled', 'OK'],
    ]);
  });

  it('evaluates only the metric with exactly its dimensions', () => {
    const { scheduler, metrics, alarms } = watched({ evaluationPeriods: 1, datapointsToAlarm: 1 });
    metrics.meter('AWS/Kinesis', ALARM.metricName, { StreamName: 'events', ShardId: '0' })(1);
    metrics.meter('AWS/Kinesis', ALARM.metricName, {})(1);
    scheduler.advance(61_000);
    expect(alarms.all()[0]?.state).toBe('OK');
  });

  it('on a metric of DynamoDB ignores missing data, whatever its setting (…/alarms-and-missing-data.html)', () => {
    const { scheduler, alarms, metrics } = watched({
      namespace: 'AWS/DynamoDB',
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
    });
    scheduler.advance(61_000);
    expect(alarms.all()[0]?.state).toBe('INSUFFICIENT_DATA');
    metrics.meter('AWS/DynamoDB', ALARM.metricName, ALARM.dimensions)(1);
    scheduler.advance(10 * 60_000);
    expect(alarms.all()[0]?.state).toBe('ALARM');
  });

  it.each([
    ['Average', 0.25],
    ['Maximum', 1],
    ['Minimum', 0],
    ['SampleCount', 4],
  ])('takes the %s', (statistic, expected) => {
    const judged = (threshold: number) => {
      const { scheduler, throttled, alarms } = watched({
        statistic,
        threshold,
        comparison: 'GreaterThanOrEqualToThreshold',
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
      });
      for (const value of [0, 0, 1, 0]) throttled(value);
      scheduler.advance(61_000);
      return alarms.all()[0]?.state;
    };
    expect([judged(expected), judged(expected + 0.01)]).toEqual(['ALARM', 'OK']);
  });
});

describe('a composite alarm (AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html)', () => {
  const state = (name: string) => (name === 'red' ? 'ALARM' : name === 'green' ? 'OK' : 'INSUFFICIENT_DATA');

  it.each([
    ['ALARM("red")', true],
    ['ALARM(red) AND OK(green)', true],
    ['ALARM("red") AND NOT OK("green")', false],
    ['ALARM("green") OR INSUFFICIENT_DATA("grey") AND FALSE', false],
    ['(ALARM("green") OR INSUFFICIENT_DATA("grey")) AND TRUE', true],
    ['ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:red")', true],
  ])('%s', (rule, expected) => {
    expect(compileAlarmRule(rule)(state)).toBe(expected);
  });

  it.each(['ALARM("red"', 'ALARM("red") ALARM("green")', 'BROKEN("red")', 'AND', ''])('refuses %s', (rule) => {
    expect(() => compileAlarmRule(rule)).toThrow(/AlarmRule/);
  });

  it('follows the alarms that it names, in the same minute, also through another composite', () => {
    const { scheduler, alarms, log, throttled } = watched({ evaluationPeriods: 1, datapointsToAlarm: 1 });
    const composite = (name: string, rule: string) =>
      alarms.add({ name, arn: `arn:${name}`, description: '', rule, holds: compileAlarmRule(rule) });
    composite('Page', 'ALARM("Stream")');
    composite('Stream', 'ALARM("WriteThrottled") OR ALARM("Other")');
    throttled(1);
    scheduler.advance(61_000);
    expect(log.at(-1)).toEqual([1, 'Page', 'ALARM']);
    expect(alarms.all().map(({ state: now }) => now)).toEqual(['ALARM', 'ALARM', 'ALARM']);
  });
});

describe('DescribeAlarms and GetMetricData (AmazonCloudWatch/latest/APIReference/)', () => {
  it('describe alarms with their state and its reason', () => {
    const { scheduler, operations, throttled } = watched({}, { name: 'Other' });
    throttled(2);
    scheduler.advance(61_000);
    expect(operations.DescribeAlarms?.({ AlarmNames: ['WriteThrottled'] })).toMatchObject({
      MetricAlarms: [
        {
          AlarmName: 'WriteThrottled',
          StateValue: 'OK',
          StateReason: '- - - - 2 (3 of 5 GreaterThanThreshold 0; missing: notBreaching)',
          Dimensions: [{ Name: 'StreamName', Value: 'events' }],
          Statistic: 'Sum',
        },
      ],
      CompositeAlarms: [],
    });
    expect(operations.DescribeAlarms?.({ StateValue: 'ALARM' })).toMatchObject({ MetricAlarms: [] });
  });

  it('return the values of each period with data, the newest first', () => {
    const { scheduler, metrics, operations } = watched();
    const latency = metrics.meter('AWS/ApiGateway', 'Latency', { ApiName: 'api' }, true);
    for (let value = 1; value <= 100; value += 1) latency(value);
    scheduler.advance(120_000);
    latency(7);
    const query = (Stat: string) => ({
      Id: 'q',
      MetricStat: {
        Metric: { Namespace: 'AWS/ApiGateway', MetricName: 'Latency', Dimensions: [{ Name: 'ApiName', Value: 'api' }] },
        Period: 60,
        Stat,
      },
    });
    const range = { StartTime: START / 1_000, EndTime: START / 1_000 + 180 };
    const results = (stat: string) => {
      const answer = operations.GetMetricData?.({ ...range, MetricDataQueries: [query(stat)] });
      return (answer as { MetricDataResults: { Values: number[] }[] }).MetricDataResults[0];
    };
    expect(results('Sum')).toMatchObject({
      Timestamps: [START / 1_000 + 120, START / 1_000],
      Values: [7, 5_050],
    });
    const p99 = results('p99')?.Values[1] ?? 0;
    expect(Math.abs(p99 - 99) / 99).toBeLessThan(0.05);
    expect(results('p50')?.Values[0]).toBe(7);
    expect(() => results('tm99')).toThrow(/not implemented by the local runtime: CloudWatch statistic tm99/);
  });
});
