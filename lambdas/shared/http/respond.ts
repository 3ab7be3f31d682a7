import type { APIGatewayProxyResult } from 'aws-lambda';

export function respond(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** A refusal: the logic throws it, and `handleApi` answers it. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly statusCode: number;
  /** snake_case, for programs; the message is for people. */
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

/** The form of every error of the API, including the gateway's own. */
export function respondError(
  { statusCode, code, message }: Pick<HttpError, 'statusCode' | 'code' | 'message'>,
  headers?: Readonly<Record<string, string>>,
): APIGatewayProxyResult {
  return respond(statusCode, { error: { code, message } }, headers);
}
