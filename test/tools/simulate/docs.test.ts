import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROCESSING_GUIDE, STAGE_GUIDE, TYPE_GUIDE } from '../../../tools/plan/guide-options.ts';
import { comparisonRows } from '../../../tools/simulate/comparison.ts';
import { freshnessMark, inputHash, PLOTS } from '../../../tools/simulate/plots.ts';
import { loadScenario } from '../../../tools/simulate/scenario.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PAGE = path.join(ROOT, 'docs/simulate.md');
const COMPARED = ['post-mortem-before', 'post-mortem-unsized', 'post-mortem-planned'];

describe('the plots of docs/configuration.md', () => {
  it.each(PLOTS.map((plot) => [plot.option, plot] as const))(
    '%s is of what the catalog and the model say now (npm run cairn -- simulate --plots docs/images)',
    (option, plot) => {
      const file = path.join(ROOT, 'docs/images', `${option}.svg`);
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toContain(`<desc>${freshnessMark(plot)}</desc>`);
    },
  );

  it('would be found stale after a change of what goes in', () => {
    const [plot] = PLOTS;
    expect(plot && inputHash({ ...plot, points: plot.points + 1 })).not.toBe(plot && inputHash(plot));
  });

  it('are those that the guide shows', () => {
    const shown = [...PROCESSING_GUIDE, ...TYPE_GUIDE, ...STAGE_GUIDE].filter(({ plot }) => plot !== undefined);
    expect(shown.map(({ name }) => name).sort()).toEqual(PLOTS.map(({ option }) => option).sort());
  });
});

describe('docs/simulate.md', () => {
  const play = (name: string) => simulate(loadScenario(name));

  if (process.env.UPDATE_DOCS === '1') {
    it('is written', async () => {
      const reports = await Promise.all(COMPARED.map(play));
      const head = [
        ['', ...COMPARED.map((name) => `\`${name}\``)],
        ['---', '---:', '---:', '---:'],
      ];
      const table = [...head, ...comparisonRows(reports)].map((row) => `| ${row.join(' | ')} |`).join('\n');
      const page = readFileSync(PAGE, 'utf8');
      writeFileSync(
        PAGE,
        page.replace(
          /(<!-- generated: compare -->\n)[\s\S]*?(<!-- end -->)/,
          (_, start, end) => `${start}\n${table}\n\n${end}`,
        ),
      );
    }, 120_000);
  }

  // The chain that is too small takes the longest, and what would change it changes the planned one too.
  it.each([
    [1, 'post-mortem-before'],
    [3, 'post-mortem-planned'],
  ])('compares the post-mortem as it is played now: column %d, %s (UPDATE_DOCS=1 writes it)', async (column, name) => {
    const [, table = ''] = /<!-- generated: compare -->\n([\s\S]*?)<!-- end -->/.exec(readFileSync(PAGE, 'utf8')) ?? [];
    const [head = [], , ...rows] = table
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()));
    expect(head[column + 1]).toBe(`\`${name}\``);
    const seen = comparisonRows([await play(name)]);
    expect(rows.map((row) => [row[1], row[column + 1]])).toEqual(seen);
  });
});
