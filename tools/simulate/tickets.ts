/**
 * Stores values under ticket numbers. The function pool's payloads are texts, so a simulated payload is the number of
 * its value, which can be taken once. Nothing is serialized, and numbers are reused, so that few texts are ever made.
 */
export class Tickets<Value> {
  readonly #values: (Value | undefined)[] = [];
  readonly #free: number[] = [];

  put(value: Value): string {
    const slot = this.#free.pop() ?? this.#values.length;
    this.#values[slot] = value;
    return String(slot);
  }

  /** @throws RangeError for a ticket that was already taken or never issued */
  take(ticket: string): Value {
    const slot = Number(ticket);
    const value = this.#values[slot];
    if (value === undefined) throw new RangeError(`ticket ${ticket} was taken or never given`);
    this.#values[slot] = undefined;
    this.#free.push(slot);
    return value;
  }
}
