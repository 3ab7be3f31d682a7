import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { MetricStore } from '../../../../local/aws/services/metrics/metric-store.ts';
import { RecentRates } from '../../../../local/start/console/recent-rates.ts';

describe('recent rates', () => {
  it('are the growth of the last five seconds', () => {
    const rates = new RecentRates();
    const at = (ms: number, sum: number): number => {
      rates.begin(ms);
      return rates.perSecond('x', sum);
    };
    expect(at(0, 100)).toBe(0);
    expect(at(1_000, 110)).toBe(10);
    expect(at(5_000, 150)).toBe(10);
    expect(at(10_000, 150)).toBe(0);
    expect(at(11_000, 210)).toBe(10);
  });

  it('begin anew after they are cleared', () => {
    const rates = new RecentRates();
    rates.begin(0);
    rates.perSecond('x', 0);
    rates.clear();
    rates.begin(1_000);
    expect(rates.perSecond('x', 5_000)).toBe(0);
  });

  it('give the percentile of what came within the window, not of all that ever came', () => {
    const scheduler = new VirtualScheduler(0);
    const store = new MetricStore(scheduler);
    const meter = store.meter('N', 'Latency', {}, true);
    const rates = new RecentRates();
    const read = (): number | undefined => {
      rates.begin(scheduler.now());
      return rates.percentile('x', store.find('N', 'Latency', {})?.total, 95);
    };
    for (let index = 0; index < 100; index += 1) meter(2_000);
    expect(read()).toBeUndefined();
    scheduler.advance(1_000);
    for (let index = 0; index < 20; index += 1) meter(10);
    expect(read()).toBeCloseTo(10, 0);
    scheduler.advance(20_000);
    expect(read()).toBeUndefined();
  });
});
