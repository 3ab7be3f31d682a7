import type { GatewayAnswer } from '../../aws/services/gateway/http.ts';

/** Builds the answers of `/local/…`. */
export function jsonPage(status: number, value: object): GatewayAnswer {
  return { status, headers: [['content-type', 'application/json']], body: JSON.stringify(value) };
}

export function textPage(body: string): GatewayAnswer {
  return { status: 200, headers: [['content-type', 'text/plain']], body };
}

export function errorPage(status: number, code: string, message: string): GatewayAnswer {
  return jsonPage(status, { error: { code, message } });
}
