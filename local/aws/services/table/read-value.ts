import type { JsonObject } from '../operation.ts';
import { isObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import { type Attributes, type AttributeType, type AttributeValue, emptyAttributes } from './attribute-value.ts';
import { canonicalNumber } from './decimal.ts';
import { invalidParameter, validation } from './errors.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_NESTING = 32;

/**
 * Converts a caller's value into a stored one, which shares nothing with it. Binary may be base64 text (the wire) or a
 * `Uint8Array` (the SDK).
 * @throws ServiceError ValidationException, SerializationException
 */
export function readValue(raw: unknown, depth = 1): AttributeValue {
  if (!isObject(raw))
    throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  let type: string | undefined;
  for (const name in raw) {
    if (raw[name] === undefined || raw[name] === null) continue;
    if (type !== undefined) {
      throw validation(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    }
    type = name;
  }
  const reader = type === undefined ? undefined : READERS[type as AttributeType];
  if (type === undefined || reader === undefined) {
    throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  return reader(raw[type], depth);
}

/** Reads attributes by name. @throws ServiceError ValidationException */
export function readAttributes(raw: JsonObject, depth = 0): Attributes {
  if (depth > MAX_NESTING) {
    throw validation(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
  const attributes = emptyAttributes();
  for (const name of Object.keys(raw)) attributes[name] = readValue(raw[name], depth + 1);
  return attributes;
}

const READERS: Readonly<Record<AttributeType, (raw: unknown, depth: number) => AttributeValue>> = {
  S: (raw) => ({ S: text(raw) }),
  N: (raw) => ({ N: canonicalNumber(text(raw)) }),
  B: (raw) => ({ B: base64(raw) }),
  BOOL: (raw) => {
    if (typeof raw !== 'boolean') throw serialization('Unexpected token received from parser');
    return { BOOL: raw };
  },
  NULL: (raw) => {
    if (raw !== true) throw invalidParameter('Null attribute value types must have the value of true');
    return { NULL: true };
  },
  SS: (raw) => ({ SS: distinct(members(raw, 'An string set  may not be empty').map(text)) }),
  NS: (raw) => {
    const numbers = members(raw, 'An number set  may not be empty').map((member) => canonicalNumber(text(member)));
    if (new Set(numbers).size < numbers.length) throw validation('Input collection contains duplicates');
    return { NS: numbers };
  },
  BS: (raw) => ({ BS: distinct(members(raw, 'Binary sets should not be empty').map(base64)) }),
  L: (raw, depth) => {
    if (depth > MAX_NESTING) readAttributes({}, depth);
    if (!Array.isArray(raw)) throw serialization('Unexpected field type');
    return { L: raw.map((element) => readValue(element, depth + 1)) };
  },
  M: (raw, depth) => {
    if (!isObject(raw)) throw serialization('Unexpected field type');
    return { M: readAttributes(raw, depth) };
  },
};

function members(raw: unknown, emptyMessage: string): readonly unknown[] {
  const list = raw instanceof Set ? [...raw] : raw;
  if (!Array.isArray(list)) throw serialization('Unexpected field type');
  if (list.length === 0) throw invalidParameter(emptyMessage);
  return list;
}

function distinct(list: readonly string[]): readonly string[] {
  if (new Set(list).size < list.length) {
    throw invalidParameter(`Input collection [${list.join(', ')}] contains duplicates.`);
  }
  return list;
}

function text(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  const token = typeof raw === 'number' ? 'NUMBER_VALUE' : typeof raw === 'boolean' ? `${raw}_VALUE`.toUpperCase() : '';
  throw serialization(
    token === '' ? 'Start of structure or map found where not expected' : `${token} cannot be converted to String`,
  );
}

function base64(raw: unknown): string {
  if (raw instanceof Uint8Array) return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('base64');
  if (typeof raw !== 'string') throw serialization('only base-64-encoded strings are convertible to bytes');
  if (raw.length % 4 !== 0) {
    throw serialization(`Base64 encoded length is expected a multiple of 4 bytes but found: ${raw.length}`);
  }
  if (Buffer.from(raw, 'base64').toString('base64') !== raw) {
    throw serialization('Invalid last non-pad Base64 character dectected');
  }
  return raw;
}

function serialization(message: string): ServiceError {
  return new ServiceError('SerializationException', message);
}
