import { describe, expect, it } from 'vitest';
import { type AlarmState, evaluate, type MissingData } from '../../../../../local/aws/services/alarms/evaluate.ts';

const KINDS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
/** What a current state that is kept looks like here: one that no rule would give. */
const RETAINED: AlarmState = 'INSUFFICIENT_DATA';

/** Datapoints as AWS's page writes them: `0` is fine, `X` breaches, `-` is missing; the newest is last. */
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

  it('waits where the only datapoint breaches and is too young', () => {
    expect(states('- - - - X', 3)[0]).toBe('OK');
  });
});
