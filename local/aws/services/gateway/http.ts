/** A request as the gateway takes it from whatever listens. */
export interface GatewayRequest {
  readonly method: string;
  /** Path without query, still encoded. */
  readonly path: string;
  /** What follows `?`, or nothing. */
  readonly query: string;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Buffer;
}

/** Headers of a request: names as sent, looked up without regard to case. */
export class RequestHeaders {
  readonly single: Record<string, string> = {};
  readonly multiple: Record<string, string[]> = {};
  readonly #names = new Map<string, string>();

  constructor(rawHeaders: readonly string[]) {
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? '';
      const value = rawHeaders[index + 1] ?? '';
      const known = this.#names.get(name.toLowerCase());
      if (known === undefined) {
        this.#names.set(name.toLowerCase(), name);
        this.multiple[name] = [value];
      } else {
        this.multiple[known]?.push(value);
      }
      // API Gateway keeps the last one of several.
      this.single[known ?? name] = value;
    }
  }

  get(name: string): string | undefined {
    const known = this.#names.get(name.toLowerCase());
    return known === undefined ? undefined : this.single[known];
  }

  /**
   * A header whose name was sent in exactly this case, as mapping templates look it up; a missing one is an empty text,
   * which CDK's preflight template counts on.
   */
  exactly(name: string): string {
    return Object.hasOwn(this.single, name) ? (this.single[name] ?? '') : '';
  }

  remove(name: string): void {
    const known = this.#names.get(name.toLowerCase());
    if (known === undefined) return;
    delete this.single[known];
    delete this.multiple[known];
    this.#names.delete(name.toLowerCase());
  }
}
