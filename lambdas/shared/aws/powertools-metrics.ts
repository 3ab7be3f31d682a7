import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  AUTHORIZER_FAULTS,
  END_TO_END_LATENCY,
  METRICS_NAMESPACE,
  OLDEST_RECORD,
  PAUSED,
} from '../../../core/monitoring/own-metrics.ts';
import type { Measurement, MetricsPort } from '../ports.ts';

/**
 * Writes metrics in CloudWatch's embedded format to standard output, with the dimensions `stage`, `type` and, if given,
 * `code`.
 */
export function powertoolsMetrics(stage: string): MetricsPort {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  // Powertools' default dimension `service` would become part of each metric's identity, and every alarm would have to
  // name it.
  metrics.clearDefaultDimensions();
  return {
    record({ type, code, counts, endToEndLatencyMs = [] }: Measurement) {
      const measured = Object.entries(counts).filter(([, value]) => value > 0);
      if (measured.length === 0 && endToEndLatencyMs.length === 0) return;
      const dimensions = { stage, type, ...(code === undefined ? {} : { code }) };
      metrics.addDimensions(dimensions);
      for (const [name, value] of measured) metrics.addMetric(name, MetricUnit.Count, value);
      for (const value of endToEndLatencyMs.slice(0, MAX_VALUES)) {
        metrics.addMetric(END_TO_END_LATENCY, MetricUnit.Milliseconds, value);
      }
      metrics.publishStoredMetrics();
      if (endToEndLatencyMs.length > MAX_VALUES) {
        this.record({ type, counts: {}, endToEndLatencyMs: endToEndLatencyMs.slice(MAX_VALUES) });
      }
    },
  };
}

/** Counts a fault of the authorizer. Never counts a refused token, because a bot can send any number of them. */
export function countAuthorizerFault(stage: string): void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.addDimensions({ stage });
  metrics.addMetric(AUTHORIZER_FAULTS, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
}

/** Publishes how long a mapping has been paused, and how old its oldest record must be by now. */
export function pauseMetrics(stage: string): (type: string, pausedSeconds: number, oldestMs: number) => void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
  metrics.clearDefaultDimensions();
  return (type, pausedSeconds, oldestMs) => {
    metrics.addDimensions({ stage, type });
    metrics.addMetric(PAUSED, MetricUnit.Seconds, pausedSeconds);
    metrics.addMetric(OLDEST_RECORD, MetricUnit.Milliseconds, oldestMs);
    metrics.publishStoredMetrics();
  };
}

/** The embedded format allows 100 values of one metric in a line; at the last one, Powertools publishes by itself. */
const MAX_VALUES = 99;
