/** An answer that is no success, with the code and message of Cairn's uniform error body. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  /** How long the endpoint asked to wait, in milliseconds; undefined where it did not. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterMs: number | undefined) {
    super(`${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

export interface ApiOptions {
  /** The API's URL, up to but without `/v1`. */
  readonly endpoint: string;
  /** Which app this is. */
  readonly apiKey: string;
  /** A valid token of the player; asked for before each request, so that it can be renewed. */
  readonly token: () => string | Promise<string>;
  /** @default the global fetch */
  readonly fetch?: typeof fetch;
}

/** Answers that still speak about each event: accepted in part, over a quota, all invalid, or shed. */
const ANSWERED_PER_EVENT = new Set([202, 400, 429, 503]);

/** One request, one JSON answer. Statuses of 400 and more become an `ApiError`, unless the body answers per event. */
export async function request(
  options: ApiOptions,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  body?: string,
): Promise<unknown> {
  const send = options.fetch ?? fetch;
  const response = await send(`${options.endpoint}/v1/${path}`, {
    method,
    headers: {
      'x-api-key': options.apiKey,
      authorization: `Bearer ${await options.token()}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const answer = parse(text);
  if (response.ok) return answer;
  if (ANSWERED_PER_EVENT.has(response.status) && typeof answer === 'object' && answer !== null && 'results' in answer) {
    return answer;
  }
  const error = (answer as { error?: { code?: string; message?: string } } | undefined)?.error;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new ApiError(
    response.status,
    error?.code ?? 'unknown',
    error?.message ?? text.slice(0, 200),
    Number.isFinite(seconds) ? seconds * 1_000 : undefined,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
