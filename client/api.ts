import { NoAnswerError } from './api-error.ts';
import { readAnswer } from './read-answer.ts';

export interface ApiOptions {
  /** The API's URL, up to but without `v1`; a slash at its end does not matter. */
  readonly endpoint: string;
  /** Which app this is. */
  readonly apiKey: string;
  /** A valid token of the player; asked for before each request, so that it can be renewed. */
  readonly token: () => string | Promise<string>;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
  /** Milliseconds since the Unix epoch. @default the device's clock */
  readonly now?: () => number;
  /** What a call may take in all, in milliseconds. @default 30,000: API Gateway itself answers within 29 s */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;

/** A limit in time on what a call does. Timers run on, whatever happens to the device's clock. */
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
    // Nobody may be waiting when it is over.
    this.#over.catch(() => undefined);
    this.#timer = setTimeout(() => {
      end();
      this.#controller.abort();
    }, timeoutMs);
  }

  /** What `work` comes to, or NoAnswerError when the time is over first, even if `work` does not heed the signal. */
  within<Value>(work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    if (this.#controller.signal.aborted) return this.#over;
    return Promise.race([this.#over, work(this.#controller.signal)]);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** One request, one JSON answer. @throws ApiError, NoAnswerError, or the network's error */
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
    // The API never redirects; followed, a POST would become a GET, and the key would go to whoever asked for it.
    redirect: 'manual',
    signal,
  });
  const text = await response.text();
  const header = (name: string) => response.headers.get(name);
  return readAnswer({ status: response.status, text, header }, options.now ?? Date.now);
}
