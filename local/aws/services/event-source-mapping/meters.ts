import type { MetricStore } from '../metrics/metric-store.ts';
import type { MappingMeter } from './event-source-mapping.ts';

/**
 * Publishes the group `EventCount`, by mapping, if its MetricsConfig includes it. `DroppedEventCount` excludes records that
 * the on-failure destination accepted; a destination that refuses counts in `DestinationDeliveryFailures`, by function.
 * `InvokedEventCount` counts each attempt ("may count multiple times … due to automatic retries"). As failed attempts the
 * page names deleted functions, permissions and partial batch responses; here function errors and throttles count too.
 * @param countsEvents returns whether the mapping publishes the group
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function mappingMeter(
  metrics: MetricStore,
  EventSourceMappingUUID: string,
  FunctionName: string,
  countsEvents: () => boolean,
): MappingMeter {
  const age = metrics.meter('AWS/Lambda', 'IteratorAge', { FunctionName }, true);
  const refusals = metrics.meter('AWS/Lambda', 'DestinationDeliveryFailures', { FunctionName });
  const eventCount = (name: string): ((records: number) => void) => {
    const meter = metrics.meter('AWS/Lambda', name, { EventSourceMappingUUID });
    return (records) => {
      if (countsEvents()) meter(records);
    };
  };
  const polled = eventCount('PolledEventCount');
  const filteredOut = eventCount('FilteredOutEventCount');
  const dropped = eventCount('DroppedEventCount');
  const delivered = eventCount('OnFailureDestinationDeliveredEventCount');
  return {
    iteratorAge: age,
    polled: (records) => {
      polled(records);
      // "For events that match the filter criteria, Lambda emits a 0 metric." Filters have no local model: all match.
      if (records > 0) filteredOut(0);
    },
    invoked: eventCount('InvokedEventCount'),
    failed: eventCount('FailedInvokeEventCount'),
    discarded: (records, end) => {
      (end === 'delivered' ? delivered : dropped)(records);
      if (end === 'refused') refusals(1);
    },
  };
}
