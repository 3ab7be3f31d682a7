import { describe, expect, it } from 'vitest';
import { draw, type LineChart } from '../../../tools/shared/page/chart-drawing.ts';
import { chartSvg } from '../../../tools/shared/page/chart-svg.ts';
import { lineChart } from '../../../tools/shared/page/line-chart.ts';

const format = (value: number) => String(Math.round(value));
const chart = (points: LineChart['lines'][number]['points'], log = false): LineChart => ({
  title: 'A <title>',
  lines: [{ label: 'a & b', colour: '--c1', points }],
  x: { label: 'x', format },
  y: { label: 'y', format, log },
});

describe('a line chart', () => {
  it('goes from left to right, and from 0 at the bottom upwards', () => {
    const { paths, yTicks } = draw(
      chart([
        [0, 0],
        [5, 10],
        [10, 5],
      ]),
    );
    expect(paths[0]?.path).toBe('M0,300L500,0L1000,150');
    expect(yTicks[0]).toEqual({ at: 1, text: '0' });
    expect(yTicks.at(-1)).toEqual({ at: 0, text: '10' });
  });

  it('is interrupted where there is no value, and where a logarithm has none', () => {
    const gap = [
      [0, 10],
      [1, null],
      [2, 100],
      [3, 10],
    ] as const;
    expect(draw(chart(gap)).paths[0]?.path.match(/M/g)).toHaveLength(2);
    const zero = gap.map(([x, y]) => [x, y ?? 0] as const);
    expect(draw(chart(zero, true)).paths[0]?.path.match(/M/g)).toHaveLength(2);
  });

  it('has room for its marks and limits', () => {
    const points = [
      [1, 1],
      [2, 2],
    ] as const;
    const { marks, limits } = draw({ ...chart(points), marks: [{ x: 3, label: 'm' }], limits: [{ y: 4, label: 'l' }] });
    expect(marks).toEqual([{ at: 1, text: 'm' }]);
    expect(limits[0]?.at).toBeGreaterThanOrEqual(0);
    expect(limits[0]?.at).toBeLessThan(0.3);
  });

  it.each([
    [[]],
    [[[1, 1]]],
    [[[1, null]]],
    [
      [
        [1, 0],
        [2, 0],
      ],
    ],
  ] as [LineChart['lines'][number]['points']][])('is drawn for any data: %j', (points) => {
    for (const log of [true, false]) expect(lineChart(chart(points, log))).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is the same as a file of its own, with its texts escaped', () => {
    const points = [
      [1, 1],
      [2, 2],
    ] as const;
    const file = chartSvg([chart(points), chart(points)], 'made by "a -- b"');
    expect(file).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(file).toContain('<desc>made by &quot;a -- b&quot;</desc>');
    expect(file.match(/<g /g)).toHaveLength(2);
    for (const text of [file, lineChart(chart(points))]) {
      expect(text).toContain('a &amp; b');
      expect(text).toContain('A &lt;title&gt;');
    }
  });
});
