import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { AUTHORIZER_FAULTS, METRICS_NAMESPACE } from '../../../catalog/names.ts';
import type { Measurement, MetricsPort } from '../ports.ts';

/** Metrics in CloudWatch's embedded format on standard output, with the dimensions `stage`, `type` and, if given, `code`. */
export function powertoolsMetrics(stage: string): MetricsPort {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  // Powertools' own dimension `service` would be part of each metric's name, and alarms would have to know it.
  metrics.clearDefaultDimensions();
  return {
    record({ type, code, counts, endToEndLatencyMs = [] }: Measurement) {
      const measured = Object.entries(counts).filter(([, value]) => value > 0);
      if (measured.length === 0 && endToEndLatencyMs.length === 0) return;
      const dimensions = { stage, type, ...(code === undefined ? {} : { code }) };
      metrics.addDimensions(dimensions);
      for (const [name, value] of measured) metrics.addMetric(name, MetricUnit.Count, value);
      for (const value of endToEndLatencyMs.slice(0, MAX_VALUES)) {
        metrics.addMetric('EndToEndLatency', MetricUnit.Milliseconds, value);
      }
      metrics.publishStoredMetrics();
      if (endToEndLatencyMs.length > MAX_VALUES) {
        this.record({ type, counts: {}, endToEndLatencyMs: endToEndLatencyMs.slice(MAX_VALUES) });
      }
    },
  };
}

/** Counts a fault of the authorizer: never a refused token, of which a bot sends as many as it likes. */
export function countAuthorizerFault(stage: string): void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.addDimensions({ stage });
  metrics.addMetric(AUTHORIZER_FAULTS, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
}

/** Values of one metric that the embedded format allows in a line are 100; the last one makes Powertools publish by itself. */
const MAX_VALUES = 99;
