import { InputError } from '../../../../core/errors.ts';
import type { AlarmState } from './evaluate.ts';

/** Returns whether a composite alarm is in ALARM, from the states of the others. */
export type AlarmRule = (stateOf: (alarmName: string) => AlarmState | undefined) => boolean;

const STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const;

/**
 * Compiles the rule of a composite alarm: `ALARM("name")`, `OK(…)`, `INSUFFICIENT_DATA(…)`,
 * `AT_LEAST(2, ALARM, ("one", "other"))`, `AT_LEAST(60%, NOT OK, (…))`, `TRUE`, `FALSE`, `NOT`, `AND`, `OR` and
 * parentheses. A name may also be an alarm's ARN.
 * @throws InputError that names the place it cannot parse
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
 */
export function compileAlarmRule(text: string, input = 'AlarmRule'): AlarmRule {
  const tokens = [...text.matchAll(/"[^"]*"|[(),]|[^\s(),"]+/g)].map(([token]) => token);
  let at = 0;
  const fail = (): never => {
    throw new InputError({
      input,
      received: `${text} (at "${tokens[at] ?? 'its end'}")`,
      allowed:
        'ALARM("name"), OK("name"), INSUFFICIENT_DATA("name"), AT_LEAST(2, ALARM, ("one", "other")), AT_LEAST(60%, ALARM, (…)), TRUE, FALSE, NOT, AND, OR and parentheses',
      remedy: 'CloudWatch also refuses this rule; correct it.',
    });
  };
  const takes = (wanted: string): boolean => {
    if (tokens[at]?.toUpperCase() !== wanted) return false;
    at += 1;
    return true;
  };
  const either = (): AlarmRule => {
    let left = both();
    while (takes('OR')) {
      const [one, other] = [left, both()];
      left = (stateOf) => one(stateOf) || other(stateOf);
    }
    return left;
  };
  const both = (): AlarmRule => {
    let left = negated();
    while (takes('AND')) {
      const [one, other] = [left, negated()];
      left = (stateOf) => one(stateOf) && other(stateOf);
    }
    return left;
  };
  const negated = (): AlarmRule => {
    if (!takes('NOT')) return single();
    const inner = negated();
    return (stateOf) => !inner(stateOf);
  };
  const single = (): AlarmRule => {
    if (takes('(')) {
      const inner = either();
      if (!takes(')')) fail();
      return inner;
    }
    if (takes('TRUE')) return () => true;
    if (takes('FALSE')) return () => false;
    if (takes('AT_LEAST')) return atLeast();
    const state = takesState() ?? fail();
    must('(');
    const name = takeName();
    must(')');
    return (stateOf) => stateOf(name) === state;
  };
  const must = (wanted: string): void => {
    if (!takes(wanted)) fail();
  };
  const takesState = () => STATES.find((state) => takes(state));
  const takeName = (): string => {
    const token = tokens[at] ?? fail();
    if (/^[(),]$/.test(token)) fail();
    at += 1;
    return alarmNameIn(token);
  };
  const atLeast = (): AlarmRule => {
    must('(');
    const [, count, percent] = /^([1-9]\d*)(%?)$/.exec(tokens[at] ?? '') ?? fail();
    const thresholdAt = at;
    at += 1;
    must(',');
    const isNegated = takes('NOT');
    const state = takesState() ?? fail();
    must(',');
    must('(');
    const names = [takeName()];
    while (takes(',')) names.push(takeName());
    must(')');
    must(')');
    if (Number(count) > (percent === '%' ? 100 : names.length)) {
      at = thresholdAt;
      fail();
    }
    const needed = percent === '%' ? (names.length * Number(count)) / 100 : Number(count);
    return (stateOf) => names.filter((name) => (stateOf(name) === state) !== isNegated).length >= needed;
  };
  const rule = either();
  if (at < tokens.length) fail();
  return rule;
}

/** The name in an ARN or in quotation marks, or the name itself. */
export function alarmNameIn(token: string): string {
  const text = token.startsWith('"') ? token.slice(1, -1) : token;
  return text.startsWith('arn:') ? (text.split(':alarm:')[1] ?? text) : text;
}
