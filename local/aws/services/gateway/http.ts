/** A request for the gateway, from any transport. */
export interface GatewayRequest {
  readonly method: string;
  /** Path without query, still encoded. */
  readonly path: string;
  /** The text after `?`, or an empty text. */
  readonly query: string;
  /** Names and values alternate, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Buffer;
}

/** Headers of a request: names as sent, found in any case. */
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
      // API Gateway uses the last of several values.
      this.single[known ?? name] = value;
    }
  }

  get(name: string): string | undefined {
    const known = this.#names.get(name.toLowerCase());
    return known === undefined ? undefined : this.single[known];
  }

  /**
   * Returns the header whose name was sent in exactly this case, as mapping templates do; an empty text if there is
   * none, which CDK's preflight template expects.
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
