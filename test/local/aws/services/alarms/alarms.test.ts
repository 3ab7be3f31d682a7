import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { compileAlarmRule } from '../../../../../local/aws/services/alarms/alarm-rule.ts';
import { type AlarmChange, Alarms } from '../../../../../local/aws/services/alarms/alarms.ts';
import type { MissingData } from '../../../../../local/aws/services/alarms/evaluate.ts';
import {
  type LowSamples,
  MetricAlarm,
  type MetricAlarmSettings,
} from '../../../../../local/aws/services/alarms/metric-alarm.ts';
import { cloudWatchOperations } from '../../../../../local/aws/services/alarms/operations.ts';
import type { MetricStat } from '../../../../../local/aws/services/alarms/watched.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';

const START = Date.UTC(2026, 10, 23, 12);

const THROTTLED: MetricStat = {
  namespace: 'AWS/Kinesis',
  metricName: 'WriteProvisionedThroughputExceeded',
  dimensions: { StreamName: 'events' },
  statistic: 'Sum',
};

const ALARM: MetricAlarmSettings = {
  name: 'WriteThrottled',
  arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:WriteThrottled',
  description: 'The stream refuses records.',
  watched: THROTTLED,
  periodSeconds: 60,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  threshold: 0,
  comparison: 'GreaterThanThreshold',
  missingData: 'notBreaching',
};

function watched(...changes: readonly Partial<MetricAlarmSettings>[]) {
  return watchedOnly(...(changes.length === 0 ? [{}] : changes).map((change) => ({ ...ALARM, ...change })));
}

function watchedOnly(...settings: readonly MetricAlarmSettings[]) {
  const scheduler = new VirtualScheduler(START);
  const metrics = new MetricStore(scheduler);
  const alarms = new Alarms(scheduler);
  for (const each of settings) alarms.add(new MetricAlarm(each, metrics));
  const log: (readonly [minute: number, name: string, to: string])[] = [];
  alarms.onChange(({ name, to }: AlarmChange) => {
    log.push([Math.floor((scheduler.now() - START) / 60_000), name, to]);
  });
  alarms.start();
  const throttled = metrics.meter('AWS/Kinesis', THROTTLED.metricName, { StreamName: 'events' });
  return { scheduler, metrics, alarms, log, throttled, operations: cloudWatchOperations(metrics, alarms) };
}

describe('an alarm that warms up (AmazonCloudWatch/latest/monitoring/alarm-warm-up.html)', () => {
  const missing = { missingData: 'breaching', comparison: 'LessThanThreshold', threshold: 1 } as const;

  it('has no state while its window has a gap, and is raised by missing data afterwards', () => {
    const { scheduler, log } = watched({ ...missing, warmUpUntil: START + 10 * 60_000 });
    scheduler.advance(9 * 60_000 + 2_000);
    expect(log).toEqual([]);
    scheduler.advance(2 * 60_000);
    expect(log).toEqual([[10, 'WriteThrottled', 'ALARM']]);
  });

  it('evaluates as soon as its window is full', () => {
    const { scheduler, log, throttled } = watched({ ...missing, warmUpUntil: START + 10 * 60_000 });
    for (let minute = 0; minute < 6; minute += 1) {
      throttled(5);
      scheduler.advance(60_000);
    }
    expect(log.map(([, , to]) => to)).toEqual(['OK']);
  });

  it('is raised at once by missing data if it does not warm up', () => {
    const { scheduler, log } = watched(missing);
    scheduler.advance(62_000);
    expect(log.map(([, , to]) => to)).toEqual(['ALARM']);
  });
});

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
    metrics.meter('AWS/Kinesis', THROTTLED.metricName, { StreamName: 'events', ShardId: '0' })(1);
    metrics.meter('AWS/Kinesis', THROTTLED.metricName, {})(1);
    scheduler.advance(61_000);
    expect(alarms.all()[0]?.state).toBe('OK');
  });

  describe('on a metric of DynamoDB (…/alarms-and-missing-data.html)', () => {
    const dynamoDb = (missingData?: MissingData) => {
      const { missingData: _, ...settings } = ALARM;
      const { scheduler, alarms, metrics } = watchedOnly({
        ...settings,
        watched: { ...THROTTLED, namespace: 'AWS/DynamoDB' },
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        ...(missingData !== undefined && { missingData }),
      });
      scheduler.advance(61_000);
      const atFirst = alarms.all()[0]?.state;
      metrics.meter('AWS/DynamoDB', THROTTLED.metricName, THROTTLED.dimensions)(1);
      scheduler.advance(60_000);
      const raised = alarms.all()[0]?.state;
      scheduler.advance(10 * 60_000);
      return [atFirst, raised, alarms.all()[0]?.state];
    };

    it('ignores missing data by default: it keeps its state until there is data again', () => {
      expect(dynamoDb()).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'ALARM']);
    });

    it('treats missing data as its alarm says, if it says so', () => {
      expect(dynamoDb('notBreaching')).toEqual(['OK', 'ALARM', 'OK']);
      expect(dynamoDb('missing')).toEqual(['INSUFFICIENT_DATA', 'ALARM', 'INSUFFICIENT_DATA']);
    });
  });

  describe('on a percentile of few values (…/percentiles-with-low-samples.html)', () => {
    const latency: MetricStat = { ...THROTTLED, namespace: 'AWS/ApiGateway', metricName: 'Latency', statistic: 'p99' };
    const judged = (lowSamples: LowSamples | undefined, samples: number) => {
      const { scheduler, metrics, alarms } = watchedOnly({
        ...ALARM,
        watched: latency,
        threshold: 100,
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        ...(lowSamples !== undefined && { lowSamples }),
      });
      const meter = metrics.meter('AWS/ApiGateway', 'Latency', THROTTLED.dimensions, true);
      for (let sample = 0; sample < samples; sample += 1) meter(500);
      scheduler.advance(61_000);
      return alarms.all()[0];
    };

    it('judges it all the same by default', () => {
      expect(judged(undefined, 1)?.state).toBe('ALARM');
      expect(judged('evaluate', 1)?.state).toBe('ALARM');
    });

    it('keeps its state below 10 / (1 - 0.99) values, if told to ignore it', () => {
      expect(judged('ignore', 999)?.state).toBe('INSUFFICIENT_DATA');
      expect(judged('ignore', 1_000)?.state).toBe('ALARM');
    });
  });

  it.each([
    ['Average', 0.25],
    ['Maximum', 1],
    ['Minimum', 0],
    ['SampleCount', 4],
  ])('takes the %s', (statistic, expected) => {
    const judged = (threshold: number) => {
      const { scheduler, throttled, alarms } = watched({
        watched: { ...THROTTLED, statistic },
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
    ['AT_LEAST(1, ALARM, ("red", "green", "grey"))', true],
    ['AT_LEAST(2, ALARM, ("red", "green", "grey"))', false],
    ['AT_LEAST(2, NOT ALARM, (red, green, grey))', true],
    ['AT_LEAST(3, NOT ALARM, (red, green, grey))', false],
    ['AT_LEAST(33%, ALARM, ("red", "green", "grey"))', true],
    ['AT_LEAST(34%, ALARM, ("red", "green", "grey"))', false],
    ['AT_LEAST(50%, INSUFFICIENT_DATA, ("red", "grey")) AND ALARM("red")', true],
    ['NOT AT_LEAST(1, OK, ("arn:aws:cloudwatch:us-east-1:000000000000:alarm:green"))', false],
  ])('%s', (rule, expected) => {
    expect(compileAlarmRule(rule)(state)).toBe(expected);
  });

  it.each([
    'ALARM("red"',
    'ALARM("red") ALARM("green")',
    'BROKEN("red")',
    'AND',
    '',
    'AT_LEAST(2, ALARM, ("red"))',
    'AT_LEAST(0, ALARM, ("red"))',
    'AT_LEAST(101%, ALARM, ("red"))',
    'AT_LEAST(1.5, ALARM, ("red", "green"))',
    'AT_LEAST(1, BROKEN, ("red"))',
    'AT_LEAST(1, ALARM, "red")',
    'AT_LEAST(1, ALARM, ())',
  ])('refuses %s', (rule) => {
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
          StateReason: 'none, none, none, none, 2: 3 of 5 above 0 raise it; none is good',
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
