/** A data type's descriptor. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

/**
 * A stored value. Exactly one member is set, numbers are in canonical form (decimal.ts), binary is base64 text. Values
 * never change: a write creates new values along the changed path and shares the rest.
 */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: true;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Attributes;
}

/** An item, a key or a map: attribute names with their values. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Attributes under construction. */
export type MutableAttributes = Record<string, AttributeValue>;

/** Instances have no prototype members, so an attribute named `__proto__` or `constructor` is like any other. */
class Bag {}
Object.setPrototypeOf(Bag.prototype, null);
Reflect.deleteProperty(Bag.prototype, 'constructor');

export function emptyAttributes(): MutableAttributes {
  return new Bag() as MutableAttributes;
}

export function copyAttributes(attributes: Attributes): MutableAttributes {
  return Object.assign(emptyAttributes(), attributes);
}

export function typeOf(value: AttributeValue): AttributeType {
  if (value.S !== undefined) return 'S';
  if (value.N !== undefined) return 'N';
  if (value.M !== undefined) return 'M';
  if (value.L !== undefined) return 'L';
  if (value.SS !== undefined) return 'SS';
  if (value.BOOL !== undefined) return 'BOOL';
  if (value.NULL !== undefined) return 'NULL';
  if (value.B !== undefined) return 'B';
  return value.NS !== undefined ? 'NS' : 'BS';
}

/** Returns a set's members, of any element type; `undefined` for any other value. */
export function setMembers(value: AttributeValue): readonly string[] | undefined {
  return value.SS ?? value.NS ?? value.BS;
}
