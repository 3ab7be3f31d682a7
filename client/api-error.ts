/** An unsuccessful answer, with the code and message of Cairn's uniform error body. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Cairn's code; `unexpected_answer` if something other than Cairn answered, such as a captive portal or a proxy. */
  readonly code: string;
  /** How long the endpoint asks to wait, in milliseconds; undefined if it does not ask. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterMs: number | undefined) {
    super(`${status} ${code}: ${message}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer arrived in time. Nobody knows whether the request arrived; repeated, it has one effect. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}
