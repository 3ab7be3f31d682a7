/**
 * Payloads of the function pool are texts; a simulated one is the number of what it stands for, which is given back
 * once. Nothing is serialized, and numbers are used again, so that few texts are ever made.
 */
export class Tickets<Value> {
  readonly #values: (Value | undefined)[] = [];
  readonly #free: number[] = [];

  put(value: Value): string {
    const slot = this.#free.pop() ?? this.#values.length;
    this.#values[slot] = value;
    return String(slot);
  }

  /** @throws RangeError for a ticket that was taken or never given */
  take(ticket: string): Value {
    const slot = Number(ticket);
    const value = this.#values[slot];
    if (value === undefined) throw new RangeError(`ticket ${ticket} was taken or never given`);
    this.#values[slot] = undefined;
    this.#free.push(slot);
    return value;
  }
}
