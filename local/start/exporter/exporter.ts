import { type OpenMetricsContentType, Registry } from 'prom-client';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import { addAwsGauges } from './aws-gauges.ts';
import { addLatencies } from './latencies.ts';
import { addOwnMetrics, type OwnFigures } from './own-metrics.ts';

/** What the exporter reads of the cloud. */
export type ExportedCloud = Pick<LocalCloud, 'metrics' | 'account' | 'region'>;

/**
 * Writes the metrics of this moment in OpenMetrics: AWS's as YACE names them, Cairn's own as `cairn_…`.
 * @param now milliseconds since the epoch
 */
export async function metricsText(
  { metrics, account, region }: ExportedCloud,
  figures: OwnFigures,
  now: number,
): Promise<string> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  addAwsGauges(registry, { metrics, alarms: figures.alarms, now }, { account, region });
  addLatencies(registry, metrics);
  addOwnMetrics(registry, figures);
  return registry.metrics();
}
