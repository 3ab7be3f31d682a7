import { type Attributes, type AttributeValue, setMembers } from './attribute-value.ts';
import { significantDigits } from './decimal.ts';

/** 400 KB, including names. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const MAX_ITEM_BYTES = 409_600;

/** Overhead of a list or a map, and of each of its elements. */
const COLLECTION_BYTES = 3;
const ELEMENT_BYTES = 1;

/**
 * Bytes of an item as AWS bills them.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(attributes: Attributes): number {
  let bytes = 0;
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueSize(value);
  }
  return bytes;
}

export function attributeSize(name: string, value: AttributeValue): number {
  return Buffer.byteLength(name) + valueSize(value);
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.M !== undefined) return mapSize(value.M);
  if (value.L !== undefined) return listSize(value.L);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  let bytes = 0;
  const encoding = value.BS === undefined ? 'utf8' : 'base64';
  for (const member of setMembers(value) ?? []) {
    bytes += value.NS === undefined ? Buffer.byteLength(member, encoding) : numberSize(member);
  }
  return bytes;
}

/** One byte for each two significant digits, plus one. */
function numberSize(number: string): number {
  return Math.ceil(significantDigits(number) / 2) + 1;
}

function mapSize(map: Attributes): number {
  let bytes = COLLECTION_BYTES;
  for (const name in map) {
    const value = map[name];
    if (value !== undefined) bytes += ELEMENT_BYTES + Buffer.byteLength(name) + valueSize(value);
  }
  return bytes;
}

function listSize(list: readonly AttributeValue[]): number {
  let bytes = COLLECTION_BYTES;
  for (const value of list) bytes += ELEMENT_BYTES + valueSize(value);
  return bytes;
}
