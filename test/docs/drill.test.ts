import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../build/repository.ts';
import { alarmsOf, isRaisedBy, SCENARIOS } from '../../tools/drill/drill.ts';
import { drilledChains } from '../../tools/drill/drilled-stage.ts';
import { ACT_SCENARIOS } from '../../tools/drill/scenarios/acts.ts';
import { PAGE, rowName } from '../../tools/drill/text.ts';

const alarms = alarmsOf(drilledChains('prod'));

/** The cells of a table that the drill wrote. */
function written(block: string): readonly (readonly string[])[] {
  const page = readFileSync(path.join(ROOT, PAGE), 'utf8');
  const [, text = ''] = new RegExp(`<!-- generated: ${block} -->([\\s\\S]*?)<!-- end -->`).exec(page) ?? [];
  return text
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.slice(2, -2).split(' | '));
}

describe(PAGE, () => {
  it('has the times of every alarm that is defined, with its cause of today', () => {
    const times = written('drill');
    const defined = SCENARIOS.flatMap((scenario) => {
      const names = alarms.filter((alarm) => isRaisedBy(scenario, alarm)).map(rowName);
      return [...new Set(names)].map((name) => [`\`${name}\``, scenario.cause]);
    });
    expect(times.map((row) => row.slice(0, 2)).sort(), 'run npm run cairn -- drill --docs').toEqual(defined.sort());
    for (const row of times) expect(row, row[0]).not.toContain('never');
  });

  it('has the times of every act of the governor', () => {
    const acts = written('acts');
    expect(acts.map(([cause, act]) => [cause, act])).toEqual(ACT_SCENARIOS.map(({ cause, act }) => [cause, act]));
    for (const row of acts) expect(row, row[1]).not.toContain('never');
  });

  it('leaves out no alarm: each has exactly one cause', () => {
    expect(alarms.length).toBeGreaterThan(100);
    for (const alarm of alarms) {
      expect(
        SCENARIOS.filter((scenario) => isRaisedBy(scenario, alarm)),
        alarm.id,
      ).toHaveLength(1);
    }
  });
});
