import type { MetricStore } from '../metrics/metric-store.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function throttleMeter(
  metrics: MetricStore,
): (tableName: string, kind: 'read' | 'write', index: string | undefined) => void {
  return (TableName, kind, index) => {
    const name = kind === 'read' ? 'ReadThrottleEvents' : 'WriteThrottleEvents';
    const ofIndex: Record<string, string> = index === undefined ? {} : { GlobalSecondaryIndexName: index };
    metrics.meter('AWS/DynamoDB', name, { TableName, ...ofIndex })(1);
  };
}
