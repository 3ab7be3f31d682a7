import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { Alarms } from '../../../../../local/aws/services/alarms/alarms.ts';
import { MetricAlarm } from '../../../../../local/aws/services/alarms/metric-alarm.ts';
import { compileMetricMath, type Point } from '../../../../../local/aws/services/alarms/metric-math.ts';
import { MetricStore } from '../../../../../local/aws/services/metrics/metric-store.ts';

const none: Point = undefined;

/** The expression's points, one for each of the metrics' points; `-` of the page is `none`. */
function points(expression: string, metrics: Readonly<Record<string, readonly Point[]>>): readonly Point[] {
  const math = compileMetricMath(expression, Object.keys(metrics));
  const length = Math.max(...Object.values(metrics).map((each) => each.length));
  return Array.from({ length }, (_, index) => math((id) => metrics[id]?.[index]));
}

describe('metric math (AmazonCloudWatch/latest/monitoring/using-metric-math.html)', () => {
  describe('comparisons and logic, by the examples of the page', () => {
    const metrics = { metric1: [30, 20, 0, 0], metric2: [20, none, 20, none] };

    it.each([
      ['metric1 < metric2', [0, 0, 1, 0]],
      ['metric1 >= 30', [1, 0, 0, 0]],
      ['metric1 > 15 AND metric2 > 15', [1, 0, 0, 0]],
      ['metric1 > 15 && metric2 > 15', [1, 0, 0, 0]],
      ['metric1 > 25 OR metric2 == 20', [1, 0, 1, 0]],
      ['metric1 != 0 OR metric1 == 0 AND metric2 != 20', [1, 1, 0, 0]],
      ['(metric1 != 0 OR metric1 == 0) AND metric1 <= 20', [0, 1, 1, 1]],
    ])('%s', (expression, expected) => {
      expect(points(expression, metrics)).toEqual(expected);
    });
  });

  describe('IF, by the examples of the page', () => {
    const metrics = { metric1: [1, 1, 0, 0, none], metric2: [30, none, 0, 0, 30], metric3: [0, 0, 20, none, 20] };

    it.each([
      ['IF(metric1, metric2, metric3)', [30, 0, 20, none, none]],
      ['IF(metric1, 5, metric3)', [5, 5, 20, none, none]],
      ['IF(metric1, metric2, 5)', [30, 0, 5, 5, none]],
      ['IF(metric1, metric2)', [30, 0, none, none, none]],
      ['IF(-metric1, 1, 0)', [1, 1, 0, 0, none]],
    ])('%s', (expression, expected) => {
      expect(points(expression, metrics)).toEqual(expected);
    });
  });

  describe('missing data', () => {
    it('counts as 0 beside a series that has data, and leaves a gap where neither has', () => {
      const metrics = { a: [1, none, 3, none], b: [10, 20, none, none] };
      expect(points('a + b', metrics)).toEqual([11, 20, 3, none]);
      expect(points('a * b', metrics)).toEqual([10, 0, 0, none]);
      expect(points('b - a', metrics)).toEqual([9, 20, -3, none]);
    });

    it('leaves a gap beside a number', () => {
      expect(points('100 * a', { a: [1, none] })).toEqual([100, none]);
    });

    it('is filled by FILL in every period, the newest too', () => {
      expect(points('FILL(a, 0)', { a: [1, none, none] })).toEqual([1, 0, 0]);
      expect(points('FILL(a, -1) + 1', { a: [none, none] })).toEqual([0, 0]);
    });

    it('is left out by MAX, MIN and SUM of an array', () => {
      const metrics = { a: [1, none, none], b: [5, -5, none] };
      expect(points('MAX([a, b])', metrics)).toEqual([5, -5, none]);
      expect(points('MIN([a, b])', metrics)).toEqual([1, -5, none]);
      expect(points('SUM([a, b])', metrics)).toEqual([6, -5, none]);
    });
  });

  it('drops the point of a division by zero', () => {
    expect(points('a / b', { a: [6, 6], b: [3, 0] })).toEqual([2, none]);
  });

  it('binds operators as arithmetic does', () => {
    expect(points('1 + 2 * a - 4 / 2', { a: [3] })).toEqual([5]);
    expect(points('(1 + 2) * a > 8 AND a < 4', { a: [3] })).toEqual([1]);
    expect(points('100 * MAX([records / 60000, bytes / 62914560])', { records: [30_000], bytes: [100] })).toEqual([50]);
  });

  it.each([
    ['METRICS()', /METRICS/],
    ['RATE(a)', /RATE/],
    ['SUM(a)', /SUM of an array/],
    ['MAX([a, 5])', /MAX of a number/],
    ['FILL(a, REPEAT)', /REPEAT/],
    ['FILL(a, b)', /FILL with a time series/],
    ['FILL(1, 0)', /FILL of a number/],
    ['IF(a)', /IF\(condition, a\)/],
    ['a ^ 2', /\^/],
    ['a % 2', /%/],
    ['NOT a', /Compound|NOT/],
    ['!a', /!/],
    ['a ? 1 : 0', /ConditionalExpression/],
    ['a.b', /MemberExpression/],
    ['a b', /Compound/],
    ['"a"', /\("a"\)|\(\\"a\\"\)/],
    ['c + 1', /\(c\)"; allowed: a, b;/],
    ['SEARCH("x", "Sum", 60)', /SEARCH/],
    ['[a, b]', /ArrayExpression/],
    ['1 + 1', /a result that is a time series/],
    ['a +', /a \+/],
    ['', /Compound|Expression/],
    ['if(a, 1, 0)', /\(if\)/],
  ])('refuses %s by name', (expression, message) => {
    expect(() => compileMetricMath(expression, ['a', 'b'], 'alarm Any')).toThrow(message);
    expect(() => compileMetricMath(expression, ['a', 'b'], 'alarm Any')).toThrow(/^alarm Any: got/);
  });
});

describe('an alarm on metric math', () => {
  const START = Date.UTC(2026, 10, 27);

  function watched(expression: string, missingData: 'missing' | 'notBreaching' = 'notBreaching') {
    const scheduler = new VirtualScheduler(START);
    const metrics = new MetricStore(scheduler);
    const alarms = new Alarms(scheduler);
    const stat = (metricName: string, statistic = 'Sum') => ({
      namespace: 'Cairn',
      metricName,
      dimensions: { type: 'clue.solved' },
      statistic,
    });
    alarms.add(
      new MetricAlarm(
        {
          name: 'NoProgress',
          arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:NoProgress',
          description: '',
          watched: {
            expression,
            metrics: {
              accepted: stat('Accepted'),
              processed: stat('Processed'),
              calls: stat('Accepted', 'SampleCount'),
            },
          },
          periodSeconds: 60,
          evaluationPeriods: 2,
          datapointsToAlarm: 2,
          threshold: 0,
          comparison: 'GreaterThanThreshold',
          missingData,
        },
        metrics,
      ),
    );
    alarms.start();
    const meter = (name: string) => metrics.meter('Cairn', name, { type: 'clue.solved' });
    return { scheduler, alarms, accepted: meter('Accepted'), processed: meter('Processed') };
  }

  const NO_PROGRESS = 'IF(FILL(accepted, 0) > 0 AND FILL(processed, 0) == 0, 1, 0)';

  it('follows the metrics of its expression, minute by minute', () => {
    const { scheduler, alarms, accepted, processed } = watched(NO_PROGRESS);
    const states = [
      [5, 5],
      [5, 0],
      [5, 0],
      [5, 5],
      [0, 0],
    ].map(([came = 0, done = 0]) => {
      if (came > 0) accepted(came);
      if (done > 0) processed(done);
      scheduler.advance(scheduler.now() === START ? 61_000 : 60_000);
      return alarms.all()[0]?.state;
    });
    expect(states).toEqual(['OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  it('takes each metric by its own statistic', () => {
    const { scheduler, alarms, accepted } = watched('accepted - 10 * calls');
    for (let minute = 0; minute < 2; minute += 1) {
      accepted(21);
      accepted(0);
      scheduler.advance(60_000);
    }
    scheduler.advance(1_000);
    expect(alarms.all()[0]).toMatchObject({ state: 'ALARM', reason: expect.stringMatching(/^1, 1: /) });
  });

  it('has no data while its metrics have none', () => {
    const { scheduler, alarms } = watched('accepted - processed', 'missing');
    scheduler.advance(61_000);
    expect(alarms.all()[0]?.state).toBe('INSUFFICIENT_DATA');
  });
});
