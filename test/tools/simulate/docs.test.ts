import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PostMortem } from '../../../local/start/console/post-mortem.ts';
import { PROCESSING_GUIDE } from '../../../tools/plan/guide/processing-guide.ts';
import { STAGE_GUIDE } from '../../../tools/plan/guide/stage-guide.ts';
import { TYPE_GUIDE } from '../../../tools/plan/guide/type-guide.ts';
import { COMPARED_IN_DOCS, comparisonRows } from '../../../tools/simulate/comparison.ts';
import { framesOf } from '../../../tools/simulate/frames.ts';
import { inputHash, isFresh, PLOTS } from '../../../tools/simulate/plots.ts';
import { loadScenario } from '../../../tools/simulate/scenario.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PAGE = path.join(ROOT, 'docs/simulate.md');
/** What the console plays. */
const FRAMES = path.join(ROOT, 'local/start/console/post-mortem.json');

describe('the plots of docs/configuration.md', () => {
  it.each(PLOTS.map((plot) => [plot.option, plot] as const))(
    '%s matches the present catalog and model (else: npm run docs)',
    (_option, plot) => expect(isFresh(path.join(ROOT, 'docs/images'), plot)).toBe(true),
  );

  it('would be found stale after a change of the inputs', () => {
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

  // The undersized chain takes longest and is left out: a change that affects it also affects the planned one.
  it.each([
    [1, COMPARED_IN_DOCS[0]],
    [3, COMPARED_IN_DOCS[2]],
  ])(
    'compares the post-mortem as it runs now, as the console plays it: column %d, %s (else: npm run docs)',
    async (column, name) => {
      const [, table = ''] =
        /<!-- generated: compare -->\n([\s\S]*?)<!-- end -->/.exec(readFileSync(PAGE, 'utf8')) ?? [];
      const [head = [], , ...rows] = table
        .trim()
        .split('\n')
        .map((row) => row.split('|').map((cell) => cell.trim()));
      expect(head[column + 1]).toBe(`\`${name}\``);
      const report = await play(name);
      const seen = comparisonRows([report]);
      expect(rows.map((row) => [row[1], row[column + 1]])).toEqual(seen);
      const { runs }: PostMortem = JSON.parse(readFileSync(FRAMES, 'utf8'));
      expect(runs.find((run) => run.name === name)).toEqual(framesOf([report]).runs[0]);
    },
  );
});
