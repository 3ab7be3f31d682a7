import { isObject } from '../operation.ts';
import type { GatewayAnswer } from './http.ts';

/**
 * Converts a function's answer into an HTTP answer; `undefined` if it is not a valid proxy response, for which API
 * Gateway answers 502.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 * @param binary whether the first media type of `Accept` is a binary one; if not, base64 is sent unchanged
 */
export function proxyAnswer(payload: string, requestId: string, binary: boolean): GatewayAnswer | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!isObject(answer)) return undefined;
  const status = Number(answer.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const { body = '' } = answer;
  if (body !== null && typeof body !== 'string') return undefined;
  const headers: (readonly [string, string])[] = [['x-amzn-requestid', requestId]];
  const seen = new Set<string>();
  for (const [name, values] of Object.entries(isObject(answer.multiValueHeaders) ? answer.multiValueHeaders : {})) {
    if (!Array.isArray(values)) return undefined;
    seen.add(name.toLowerCase());
    for (const value of values) headers.push([name, String(value)]);
  }
  for (const [name, value] of Object.entries(isObject(answer.headers) ? answer.headers : {})) {
    if (!seen.has(name.toLowerCase())) headers.push([name, String(value)]);
    seen.add(name.toLowerCase());
  }
  if (!seen.has('content-type')) headers.push(['content-type', 'application/json']);
  const text = body ?? '';
  return { status, headers, body: answer.isBase64Encoded === true && binary ? Buffer.from(text, 'base64') : text };
}
