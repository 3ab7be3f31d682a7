import type { MetricStore } from '../metrics/metric-store.ts';
import type { FunctionMeter } from './function-pool.ts';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function functionMeter(metrics: MetricStore, FunctionName: string): FunctionMeter {
  const meter = (name: string, keepsRanks = false) => metrics.meter('AWS/Lambda', name, { FunctionName }, keepsRanks);
  const invocations = meter('Invocations');
  const errors = meter('Errors');
  const throttles = meter('Throttles');
  const duration = meter('Duration', true);
  const concurrent = meter('ConcurrentExecutions');
  const accountConcurrent = metrics.meter('AWS/Lambda', 'ConcurrentExecutions', {});
  const accountClaimed = metrics.meter('AWS/Lambda', 'ClaimedAccountConcurrency', {});
  return {
    started: (running, accountRunning, claimed) => {
      concurrent(running);
      accountConcurrent(accountRunning);
      accountClaimed(claimed);
    },
    ended: (milliseconds, failed) => {
      invocations(1);
      errors(failed ? 1 : 0);
      duration(milliseconds);
    },
    throttled: () => throttles(1),
  };
}
