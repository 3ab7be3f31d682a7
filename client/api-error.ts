/** An answer that is no success, with the code and message of Cairn's uniform error body. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Cairn's; `unexpected_answer` where what answered is not Cairn, such as a captive portal or a proxy. */
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

/** Nothing answered in time. Whether the request arrived is not known; sent again it has one effect. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}
