import { decode, encode, Token, Type, type TypeEncoder } from 'cborg';
import type { ApiModel, Shape } from '../services/api/model.ts';
import type { JsonObject } from '../services/operation.ts';

/** The unit of a CBOR timestamp (tag 1). */
export type TimeUnit = 'seconds' | 'milliseconds';

const TIME_TAG = 1;

/**
 * Decodes a request's body into the form that operations read: bytes as base64 text, times in seconds.
 * @throws Error if it is not CBOR, or not a map
 */
export function fromCbor(body: Uint8Array, unit: TimeUnit): JsonObject {
  const time = (value: unknown): number => Number(value) / (unit === 'seconds' ? 1 : 1_000);
  // Streaming encoders, such as the Java SDK's, write maps and lists without their length.
  const decoded: unknown = decode(body, { allowIndefinite: true, tags: { [TIME_TAG]: (content) => time(content()) } });
  if (typeof decoded !== 'object' || decoded === null || Array.isArray(decoded) || decoded instanceof Uint8Array) {
    throw new TypeError('not a map');
  }
  return asJson(decoded) as JsonObject;
}

function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asJson(member)]));
}

/**
 * Encodes an answer as CBOR: blobs of the model as bytes, times with their tag.
 * @param shape of the answer; `undefined` for errors
 */
export function toCbor(output: unknown, model: ApiModel, shape: string | undefined, unit: TimeUnit): Uint8Array {
  const typed = shape === undefined ? output : withTypes(output, model, shape, unit);
  return encode(typed, {
    typeEncoders: { Date: unit === 'seconds' ? inSeconds : inMilliseconds },
    ignoreUndefinedProperties: true,
  });
}

/** Encodes a Date, which carries a time to the encoder in milliseconds. */
const inMilliseconds: TypeEncoder = (date: Date) => tagged(date.getTime());
const inSeconds: TypeEncoder = (date: Date) => tagged(date.getTime() / 1_000);

function tagged(value: number): Token[] {
  const type = Number.isInteger(value) ? (value < 0 ? Type.negint : Type.uint) : Type.float;
  return [new Token(Type.tag, TIME_TAG), new Token(type, value)];
}

function withTypes(value: unknown, model: ApiModel, name: string, unit: TimeUnit): unknown {
  const shape: Shape | undefined = model.shapes[name];
  if (shape === undefined || value === undefined || value === null) return value;
  const inside = (member: unknown, of: string | undefined): unknown => withTypes(member, model, of ?? '', unit);
  switch (shape.type) {
    case 'timestamp':
      return new Date(Math.round(Number(value) * 1_000));
    case 'blob':
      return Buffer.from(String(value), 'base64');
    case 'list':
      return Array.isArray(value) ? value.map((element) => inside(element, shape.member)) : value;
    case 'map':
      return mapped(value, (_name, member) => inside(member, shape.value));
    case 'structure':
      return mapped(value, (member, content) => inside(content, shape.members?.[member]));
    default:
      return value;
  }
}

function mapped(value: unknown, convert: (name: string, member: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, convert(name, member)]));
}
