import { isObject } from '../operation.ts';
import type { GatewayAnswer } from './http.ts';

/**
 * A function's answer as an HTTP answer; `undefined` where its shape is not that of a proxy response, which API Gateway
 * answers with 502.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format
 * @param binary whether the first media type of `Accept` is a binary one: else base64 goes out as it is
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
