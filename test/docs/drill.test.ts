import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../build/repository.ts';
import { isRaisedBy, monitoringOfChain, SCENARIOS } from '../../tools/drill/drill.ts';
import { drilledChain } from '../../tools/drill/drilled-stage.ts';
import { PAGE, rowName } from '../../tools/drill/text.ts';

const { alarms } = monitoringOfChain(drilledChain('prod'));

describe(PAGE, () => {
  it('has the times of every alarm that is defined, with its cause of today', () => {
    const page = readFileSync(path.join(ROOT, PAGE), 'utf8');
    const [, block = ''] = /<!-- generated: drill -->([\s\S]*?)<!-- end -->/.exec(page) ?? [];
    const written = block
      .trim()
      .split('\n')
      .slice(2)
      .map((line) => line.slice(2, -2).split(' | '));
    const defined = SCENARIOS.flatMap((scenario) => {
      const names = alarms.filter((alarm) => isRaisedBy(scenario, alarm)).map(rowName);
      return [...new Set(names)].map((name) => [`\`${name}\``, scenario.cause]);
    });
    expect(written.map((row) => row.slice(0, 2)).sort(), 'run npm run cairn -- drill --docs').toEqual(defined.sort());
    for (const row of written) expect(row, row[0]).not.toContain('never');
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
