import { describe, expect, it } from 'vitest';
import { promqlOf } from '../../../../core/monitoring/prometheus/promql-math.ts';

const metric = (id: string): string => `${id}_sum`;

describe('Metric math in PromQL', () => {
  it.each([
    ['m / 60', '(m_sum / 60)'],
    ['-m', '(-m_sum)'],
    ['FILL(a, 0) + FILL(b, 0)', '((a_sum or vector(0)) + (b_sum or vector(0)))'],
    ['FILL(a, 0) - FILL(b, 0) * 2', '((a_sum or vector(0)) - ((b_sum or vector(0)) * 2))'],
    ['MIN([m])', 'min without (element) (label_replace(m_sum, "element", "0", "", ""))'],
    [
      'IF(FILL(a, 0) > 0, 1, 0)',
      '((((a_sum or vector(0)) > bool 0) != bool 0) * 1 + (((a_sum or vector(0)) > bool 0) == bool 0) * 0)',
    ],
    ['FILL(a, 0) AND FILL(b, 0)', '(((a_sum or vector(0)) != bool 0) * ((b_sum or vector(0)) != bool 0))'],
    ['FILL(a, 0) OR FILL(b, 0)', 'clamp_max(((a_sum or vector(0)) != bool 0) + ((b_sum or vector(0)) != bool 0), 1)'],
    [
      '100 * MAX([a / 5, b])',
      '(100 * max without (element) (label_replace((a_sum / 5), "element", "0", "", "") or label_replace(b_sum, "element", "1", "", "")))',
    ],
  ])('translates %s', (expression, promql) => {
    expect(promqlOf(expression, metric)).toBe(promql);
  });

  it('takes a metric that never has data as missing', () => {
    const onlyB = (id: string) => (id === 'b' ? 'b_sum' : undefined);
    expect(promqlOf('FILL(a, 0) + FILL(b, 0)', onlyB)).toBe('(0 + (b_sum or vector(0)))');
    expect(promqlOf('MAX([a, b])', onlyB)).toBe('max without (element) (label_replace(b_sum, "element", "0", "", ""))');
  });

  it.each([
    ['a + b', '+ of metrics without FILL'],
    ['IF(a > 0, 1, 0)', 'IF without three arguments'],
    ['IF(FILL(a, 0) > 0, 1)', 'IF without three arguments'],
    ['RATE(a)', 'RATE'],
    ['FILL(a, REPEAT)', 'FILL'],
    ['MAX(a)', 'MAX'],
    ['a +', 'Expected expression'],
  ])('refuses %s, which PromQL would judge otherwise or not at all: %s', (expression, part) => {
    expect(() => promqlOf(expression, metric)).toThrow(part);
  });
});
