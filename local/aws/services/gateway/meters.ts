import type { MetricStore } from '../metrics/metric-store.ts';
import type { GatewayMeter } from './gateway.ts';

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export function gatewayMeter(metrics: MetricStore, ApiName: string, Stage: string): GatewayMeter {
  const meter = (name: string, keepsRanks = false) =>
    metrics.meter('AWS/ApiGateway', name, { ApiName, Stage }, keepsRanks);
  const count = meter('Count');
  const clientErrors = meter('4XXError');
  const serverErrors = meter('5XXError');
  const latency = meter('Latency', true);
  return (status, latencyMs) => {
    count(1);
    // Every request is a value, 0 if it is not such an error, so that the average is the share of errors.
    clientErrors(status >= 400 && status < 500 ? 1 : 0);
    serverErrors(status >= 500 ? 1 : 0);
    latency(latencyMs);
  };
}
