import { count, textTable } from '../shared/format.ts';
import type { LetterGroup } from './letters/group.ts';
import type { ShownLetter } from './letters/shown.ts';
import { nameOf, type Plan } from './redrive/destination.ts';

/** Groups as a table. */
export function groupsText(groups: readonly LetterGroup[]): string {
  if (groups.length === 0) return 'no dead letters';
  return textTable(
    ['where', 'type', 'cause', 'age', 'letters', 'events', 'oldest (UTC)', ''],
    groups.map(({ place, type, cause, age, letters, events, oldestAt, withObstacle }) => [
      place,
      type === '' ? 'not readable' : type,
      cause,
      age,
      count(letters),
      count(events),
      new Date(oldestAt).toISOString().slice(0, 19),
      withObstacle === 0 ? '' : `${count(withObstacle)} cannot be sent again`,
    ]),
  ).join('\n');
}

/** Dead letters with their payloads. */
export function lettersText(letters: readonly ShownLetter[]): string {
  return letters
    .map(({ id, place, type, cause, message, at, obstacle, events = [], records = [] }) =>
      [
        `${id}  ${place}, ${type}, ${cause}, ${at}`,
        ...(message === '' ? [] : [`  ${message}`]),
        ...(obstacle === undefined ? [] : [`  CANNOT BE SENT AGAIN: ${obstacle}`]),
        ...events.map((event) => `  ${JSON.stringify(event)}`),
        ...records.map(({ partitionKey, payload }) => `  key ${partitionKey}: ${JSON.stringify(payload)}`),
      ].join('\n'),
    )
    .join('\n\n');
}

/** What a redrive would do. */
export function plansText(plans: readonly Plan[]): string {
  const lines = plans.map((plan) => {
    if ('stays' in plan) return { what: `stay: ${plan.stays}`, records: 0 };
    return { what: `go to the ${nameOf(plan.destination)}`, records: plan.records.length };
  });
  return [...Map.groupBy(lines, ({ what }) => what)]
    .map(([what, members]) => {
      const records = members.reduce((sum, each) => sum + each.records, 0);
      return `  ${count(members.length)} dead letters${records === 0 ? '' : ` (${count(records)} records)`} ${what}`;
    })
    .join('\n');
}
