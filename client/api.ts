import { NoAnswerError } from './api-error.ts';
import { readAnswer } from './read-answer.ts';

export interface ApiOptions {
  /** The API's URL, without `v1`; a slash at its end does not matter. */
  readonly endpoint: string;
  /** Identifies the app. */
  readonly apiKey: string;
  /** Returns a valid token of the player. Called before each request, so that it can renew the token. */
  readonly token: () => string | Promise<string>;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /** Milliseconds since the Unix epoch. @default the device's clock */
  readonly now?: () => number;
  /** Time limit of a whole call, in milliseconds. @default 30,000: API Gateway itself answers within 29 s */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** Limits the time of a call. Uses timers, which do not depend on the device's clock. */
export class TimeLimit {
  readonly timeoutMs: number;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #over: Promise<never>;

  constructor({ timeoutMs = TIMEOUT_MS }: Pick<ApiOptions, 'timeoutMs'>) {
    this.timeoutMs = timeoutMs;
    let end = () => {};
    this.#over = new Promise((_, reject) => {
      end = () => reject(new NoAnswerError(timeoutMs));
    });
    // When the time ends, nobody may be waiting for this promise.
    this.#over.catch(() => undefined);
    this.#timer = setTimeout(() => {
      end();
      this.#controller.abort();
    }, timeoutMs);
  }

  /**
   * Returns the result of `work`, or throws NoAnswerError when the time ends first, even if `work` ignores the signal.
   */
  within<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    if (this.#controller.signal.aborted) return this.#over;
    return Promise.race([this.#over, work(this.#controller.signal)]);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Sends one request and returns its JSON answer. @throws ApiError, NoAnswerError, or the network's error */
export async function request(
  options: ApiOptions,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body?: string,
  limit?: TimeLimit,
): Promise<object> {
  const time = limit ?? new TimeLimit(options);
  try {
    return await time.within((signal) => send(options, method, path, body, signal));
  } finally {
    if (limit === undefined) time.end();
  }
}

async function send(
  options: ApiOptions,
  method: string,
  path: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<object> {
  const call = options.fetch ?? fetch;
  const response = await call(`${options.endpoint.replace(/\/+$/, '')}/v1/${path}`, {
    method,
    headers: {
      'x-api-key': options.apiKey,
      authorization: `Bearer ${await options.token()}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
    // The API never redirects. If the client followed a redirect, a POST would become a GET, and whoever sent the
    // redirect would get the key.
    redirect: 'manual',
    signal,
  });
  const text = await response.text();
  const header = (name: string) => response.headers.get(name);
  return readAnswer({ status: response.status, text, header }, options.now ?? Date.now);
}
