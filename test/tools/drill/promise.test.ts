import { describe, expect, it } from 'vitest';
import type { AlarmDefinition } from '../../../core/monitoring/alarm.ts';
import { EXTRA_PERIODS, evaluate } from '../../../local/aws/services/alarms/evaluate.ts';
import { alarmsOf } from '../../../tools/drill/drill.ts';
import { drilledChains } from '../../../tools/drill/drilled-stage.ts';
import { clearedWithin, raisedWithin } from '../../../tools/drill/promise.ts';

const alarms = alarmsOf(drilledChains('prod'));
/** One alarm of each window and treatment of missing data: the promise knows no other differences. */
const kinds = new Map(
  alarms.map((alarm) => [`${alarm.periods.join(' of ')}, missing is ${alarm.missingData.value}`, alarm]),
);

/** In which minute the local CloudWatch's own rule changes the state, if values become `bad` or are missing from minute 0. */
function minuteOf(
  { periods: [breaching, window], missingData }: AlarmDefinition,
  before: boolean | undefined,
  after: boolean | undefined,
  to: 'ALARM' | 'OK',
): number {
  const judgement = {
    evaluationPeriods: window,
    datapointsToAlarm: breaching,
    missingData: missingData.value,
    breaches: (value: number) => value > 0,
  };
  const valueIf = (isBad: boolean | undefined): number | undefined => (isBad === undefined ? undefined : Number(isBad));
  for (let minute = 1; ; minute += 1) {
    const values = Array.from({ length: window + EXTRA_PERIODS }, (_, index) =>
      valueIf(index >= window + EXTRA_PERIODS - minute ? after : before),
    );
    if (evaluate(judgement, values, to === 'ALARM' ? 'OK' : 'ALARM') === to) return minute;
    if (minute > 200) throw new Error('the state never changes');
  }
}

describe.each([...kinds])('The promise for an alarm in %s', (_, alarm) => {
  const missingIsBad = alarm.missingData.value === 'breaching';
  const bad = missingIsBad ? undefined : true;

  it('to be raised is no shorter than CloudWatch takes, and at most four minutes longer', () => {
    const seconds = minuteOf(alarm, false, bad, 'ALARM') * 60;
    // The period in which the cause begins, the delay of the metric and the evaluation come on top.
    expect(raisedWithin({ ...alarm, signal: FAST })).toBeGreaterThanOrEqual(seconds + 60);
    expect(raisedWithin({ ...alarm, signal: FAST })).toBeLessThanOrEqual(seconds + 240);
  });

  it('to be cleared is no shorter than CloudWatch takes, whether good values or none follow', () => {
    for (const good of missingIsBad ? [false] : [false, undefined]) {
      expect(clearedWithin({ ...alarm, signal: FAST })).toBeGreaterThanOrEqual(minuteOf(alarm, bad, good, 'OK') * 60);
    }
  });
});

const FAST: AlarmDefinition['signal'] = {
  namespace: 'AWS/Lambda',
  metricName: 'Errors',
  dimensions: {},
  statistic: 'Sum',
  unit: 'Count',
};

describe('The promise', () => {
  it('waits for a queue that reports up to 15 minutes late', () => {
    const [alarm] = alarms;
    if (alarm === undefined) throw new Error('no alarm');
    const slow = { ...alarm, signal: { ...FAST, namespace: 'AWS/SQS' } };
    expect(raisedWithin(slow) - raisedWithin({ ...alarm, signal: FAST })).toBe(14 * 60);
  });
});
