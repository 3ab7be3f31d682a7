import { InputError } from '../../../../core/errors.ts';
import type { AlarmState } from './evaluate.ts';

/** Returns whether a composite alarm is in ALARM, from the states of the others. */
export type AlarmRule = (stateOf: (alarmName: string) => AlarmState | undefined) => boolean;

/**
 * Compiles the rule of a composite alarm: `ALARM("name")`, `OK(…)`, `INSUFFICIENT_DATA(…)`, `TRUE`, `FALSE`, `NOT`,
 * `AND`, `OR` and parentheses. A name may also be an alarm's ARN.
 * @throws InputError that names the place it cannot parse
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function compileAlarmRule(text: string, input = 'AlarmRule'): AlarmRule {
  const tokens = [...text.matchAll(/"[^"]*"|[()]|[^\s()"]+/g)].map(([token]) => token);
  let at = 0;
  const fail = (): never => {
    throw new InputError({
      input,
      received: `${text} (at "${tokens[at] ?? 'its end'}")`,
      allowed: 'ALARM("name"), OK("name"), INSUFFICIENT_DATA("name"), TRUE, FALSE, NOT, AND, OR and parentheses',
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
    for (const state of ['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const) {
      if (!takes(state)) continue;
      if (!takes('(')) fail();
      const name = nameIn(tokens[at] ?? fail());
      at += 1;
      if (!takes(')')) fail();
      return (stateOf) => stateOf(name) === state;
    }
    return fail();
  };
  const rule = either();
  if (at < tokens.length) fail();
  return rule;
}

function nameIn(token: string): string {
  const text = token.startsWith('"') ? token.slice(1, -1) : token;
  return text.startsWith('arn:') ? (text.split(':alarm:')[1] ?? text) : text;
}
