/** A value and the reason for it: a sentence with the formula filled in. */
export interface Setting<Value> {
  readonly value: Value;
  readonly reason: string;
}

export function setting<Value>(value: Value, reason: string): Setting<Value> {
  return { value, reason };
}
