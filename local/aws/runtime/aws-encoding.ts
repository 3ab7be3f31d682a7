import type { ApiModel } from '../services/api/model.ts';
import { isObject, type JsonObject } from '../services/operation.ts';
import { ServiceError } from '../services/service-error.ts';
import { fromCbor, type TimeUnit, toCbor } from './aws-cbor.ts';

/** How one of AWS's protocols encodes inputs and outputs. */
export interface Encoding {
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** @throws ServiceError SerializationException */
  decode(body: Buffer): JsonObject;
  /** @param shape of the answer; `undefined` for errors */
  encode(output: unknown, model: ApiModel | undefined, shape?: string): string | Uint8Array;
}

/** @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function jsonEncoding(contentType: string): Encoding {
  return {
    headers: { 'content-type': contentType },
    decode: (body) => {
      let value: unknown;
      try {
        value = JSON.parse(body.toString());
      } catch {
        value = undefined;
      }
      if (isObject(value)) return value;
      throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
    },
    encode: (output) => JSON.stringify(output ?? {}),
  };
}

const NO_MODEL: ApiModel = { source: '', operations: {}, shapes: {} };

function cborEncoding(headers: Readonly<Record<string, string>>, unit: TimeUnit): Encoding {
  return {
    headers,
    decode: (body) => {
      try {
        return fromCbor(body, unit);
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        throw new ServiceError('SerializationException', `The request body is not a CBOR map: ${cause}.`);
      }
    },
    encode: (output, model = NO_MODEL, shape = undefined) => toCbor(output ?? {}, model, shape, unit),
  };
}

/** The protocol of Kinesis's Java clients: the JSON protocol with CBOR instead of JSON, and times in milliseconds. */
export const CBOR_1_1 = cborEncoding({ 'content-type': 'application/x-amz-cbor-1.1' }, 'milliseconds');

/** @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export const RPC_V2_CBOR = cborEncoding(
  { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
  'seconds',
);
