/** A value and why it is that one, in a sentence with its formula filled in. */
export interface Setting<Value> {
  readonly value: Value;
  readonly reason: string;
}

/** A value with its reason. */
export function setting<Value>(value: Value, reason: string): Setting<Value> {
  return { value, reason };
}
