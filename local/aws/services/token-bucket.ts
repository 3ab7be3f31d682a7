/**
 * A token bucket: it holds at most `capacity` tokens, gains `perSecond` a second, and starts full.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perMs: number;
  #tokens: number;
  #at: number;

  /** @param now milliseconds, as of every call. */
  constructor(capacity: number, perSecond: number, now: number) {
    this.#capacity = capacity;
    this.#perMs = perSecond / 1_000;
    this.#tokens = capacity;
    this.#at = now;
  }

  /** Removes `amount` tokens and returns `true`, or removes none and returns `false`. */
  take(amount: number, now: number): boolean {
    this.#refill(now);
    if (this.#tokens < amount) return false;
    this.#tokens -= amount;
    return true;
  }

  /** Removes `amount` tokens even if there are fewer; the next ones are available after the debt is refilled. */
  charge(amount: number, now: number): void {
    this.#refill(now);
    this.#tokens -= amount;
  }

  has(amount: number, now: number): boolean {
    this.#refill(now);
    return this.#tokens >= amount;
  }

  /** Milliseconds until `amount` tokens are available: 0 if they are, infinite if they never will be. */
  waitMs(amount: number, now: number): number {
    this.#refill(now);
    if (this.#tokens >= amount) return 0;
    if (amount > this.#capacity || this.#perMs === 0) return Number.POSITIVE_INFINITY;
    return Math.ceil((amount - this.#tokens) / this.#perMs);
  }

  #refill(now: number): void {
    if (now <= this.#at) return;
    this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
  }
}
