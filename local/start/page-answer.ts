import type { GatewayAnswer } from '../aws/services/gateway/http.ts';

/** Of OpenMetrics 1.0, which prom-client writes and Prometheus asks for. */
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Builds the answers of `/local/…`. */
export function jsonPage(status: number, value: object): GatewayAnswer {
  return jsonTextPage(JSON.stringify(value), status);
}

/** @param status @default 200 */
export function jsonTextPage(body: string, status = 200): GatewayAnswer {
  return { status, headers: [['content-type', 'application/json']], body };
}

export function textPage(body: string): GatewayAnswer {
  return { status: 200, headers: [['content-type', 'text/plain; charset=utf-8']], body };
}

/** @param text in OpenMetrics; `undefined` while the runtime starts */
export function metricsPage(text: string | undefined): GatewayAnswer {
  if (text === undefined) return errorPage(503, 'not_ready', 'the runtime is not ready yet');
  return { status: 200, headers: [['content-type', OPEN_METRICS]], body: text };
}

export function errorPage(status: number, code: string, message: string): GatewayAnswer {
  return jsonPage(status, { error: { code, message } });
}
