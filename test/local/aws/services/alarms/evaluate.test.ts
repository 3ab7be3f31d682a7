import { describe, expect, it } from 'vitest';
import { type AlarmState, evaluate, type MissingData } from '../../../../../local/aws/services/alarms/evaluate.ts';

const KINDS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
/** The current state in these tests: a value that no rule returns, so that a kept state is visible. */
const RETAINED: AlarmState = 'INSUFFICIENT_DATA';

/** Datapoints in the notation of AWS's page: `0` does not breach, `X` breaches, `-` is missing; the newest is last. */
function states(datapoints: string, datapointsToAlarm: number): AlarmState[] {
  const values = datapoints.split(' ').map((sign) => (sign === '-' ? undefined : sign === 'X' ? 1 : 0));
  return KINDS.map((missingData) =>
    evaluate(
      { evaluationPeriods: 3, datapointsToAlarm, missingData, breaches: (value) => value > 0 },
      values,
      RETAINED,
    ),
  );
}

describe('missing data (AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html)', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', RETAINED, 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', RETAINED, 'ALARM', 'OK']],
  ])('%s with 3 of 3', (datapoints, expected) => {
    expect(states(datapoints, 3)).toEqual(expected);
  });

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', RETAINED, 'ALARM', 'OK']],
  ])('%s with 2 of 3', (datapoints, expected) => {
    expect(states(datapoints, 2)).toEqual(expected);
  });

  it('waits if the only datapoint breaches and is too young', () => {
    expect(states('- - - - X', 3)[0]).toBe('OK');
  });
});
