import { decode, encode, Token, Type } from 'cborg';
import { expect } from 'vitest';
import type { Api } from '../../../../local/aws/services/api/check-input.ts';
import type { JsonObject } from '../../../../local/aws/services/operation.ts';
import type { Runtime } from '../../../../local/start/runtime.ts';

export const TARGETS = {
  kinesis: 'Kinesis_20131202',
  events: 'AWSEvents',
  sqs: 'AmazonSQS',
  dynamodb: 'DynamoDB_20120810',
  monitoring: 'GraniteServiceVersion20100801',
} as const;
export type Rpc = keyof typeof TARGETS;

/** Sends a request of a service's own JSON protocol. */
export async function json(runtime: Runtime, service: Rpc, operation: string, input: JsonObject): Promise<JsonObject> {
  const response = await fetch(runtime.awsUrl, {
    method: 'POST',
    headers: { 'x-amz-target': `${TARGETS[service]}.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  });
  const output = JSON.parse(await response.text());
  if (response.status !== 200) throw new Error(`${operation}: ${response.status} ${JSON.stringify(output)}`);
  return output;
}

/** Sends a request of Smithy RPC v2 in CBOR. */
export async function rpcV2(runtime: Runtime, service: string, operation: string, input: unknown): Promise<unknown> {
  const response = await fetch(`${runtime.awsUrl}/service/${service}/operation/${operation}`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor', accept: 'application/cbor' },
    body: Buffer.from(encode(input, TIMES)),
  });
  expect(response.headers.get('content-type')).toBe('application/cbor');
  expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
  const output = decode(new Uint8Array(await response.arrayBuffer()), {
    tags: { 1: (content) => new Date(Number(content()) * 1_000) },
  });
  if (response.status !== 200) throw new Error(`${operation}: ${JSON.stringify(output)}`);
  return output;
}

const TIMES = {
  typeEncoders: {
    Date: (date: Date) => [new Token(Type.tag, 1), new Token(Type.float, date.getTime() / 1_000)],
  },
};

/** Converts an input into the form of a CBOR client: bytes for blobs, dates for times. */
export function withBytes({ model }: Api, shapeName: string | undefined, value: unknown): unknown {
  const shape = model.shapes[shapeName ?? ''];
  if (Array.isArray(value)) return value.map((element) => withBytes({ model } as Api, shape?.member, element));
  if (shape?.type === 'blob') return Buffer.from(String(value), 'base64');
  if (shape?.type === 'timestamp') return new Date(Number(value) * 1_000);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      withBytes({ model } as Api, shape?.members?.[name] ?? shape?.value, member),
    ]),
  );
}

/** Converts an answer into its JSON form. */
export function asJson(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1_000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asJson(member)]));
}
