import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { METRICS_NAMESPACE, REQUESTS_THROTTLED } from '../../core/monitoring/own-metrics.ts';

/**
 * Counts in the access log what the API throttles: API Gateway's own metrics have a 429 as a 4XXError only. A request that
 * is throttled counts 1 and any other 0, so that the metric's average is the share.
 */
export function countThrottled(scope: Construct, accessLog: ILogGroup): void {
  const count = (id: string, comparison: '=' | '!=', metricValue: '1' | '0'): void => {
    new MetricFilter(scope, id, {
      logGroup: accessLog,
      filterPattern: FilterPattern.stringValue('$.status', comparison, '429'),
      metricNamespace: METRICS_NAMESPACE,
      metricName: REQUESTS_THROTTLED,
      metricValue,
      dimensions: { stage: '$.stage' },
    });
  };
  count('ThrottledFilter', '=', '1');
  count('NotThrottledFilter', '!=', '0');
}
