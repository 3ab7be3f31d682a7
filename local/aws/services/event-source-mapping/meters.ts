import type { MetricStore } from '../metrics/metric-store.ts';
import type { MappingMeter } from './event-source-mapping.ts';

/**
 * `DroppedEventCount` excludes records that the on-failure destination accepted; a destination that refuses counts in
 * `DestinationDeliveryFailures`, by function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function mappingMeter(metrics: MetricStore, EventSourceMappingUUID: string, FunctionName: string): MappingMeter {
  const meter = (name: string) => metrics.meter('AWS/Lambda', name, { EventSourceMappingUUID });
  const age = metrics.meter('AWS/Lambda', 'IteratorAge', { FunctionName }, true);
  const refusals = metrics.meter('AWS/Lambda', 'DestinationDeliveryFailures', { FunctionName });
  const dropped = meter('DroppedEventCount');
  const delivered = meter('OnFailureDestinationDeliveredEventCount');
  return {
    iteratorAge: age,
    discarded: (records, end) => {
      (end === 'delivered' ? delivered : dropped)(records);
      if (end === 'refused') refusals(1);
    },
  };
}
