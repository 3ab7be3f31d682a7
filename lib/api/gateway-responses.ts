import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';

interface Answer {
  readonly type: ResponseType;
  /** @default API Gateway's own */
  readonly status?: number;
  readonly code: string;
  /** @default API Gateway's own message, which names the parameter or route */
  readonly message?: string;
  readonly retryAfterSeconds?: number;
}

const TOKEN_NOT_CHECKED = 'The token could not be checked; send the same request again later.';
/** The authorizer fetches an unknown key again after this time (lambdas/shared/http/issuer-keys.ts). */
const AUTHORIZER_RETRY_SECONDS = 5;

/**
 * Every refusal that API Gateway makes before or instead of a function (apigateway/latest/developerguide,
 * supported-gateway-response-types).
 */
const ANSWERS: readonly Answer[] = [
  { type: ResponseType.DEFAULT_4XX, code: 'bad_request' },
  {
    type: ResponseType.DEFAULT_5XX,
    code: 'internal_error',
    message: 'Something failed on our side; send the same body again.',
  },
  { type: ResponseType.BAD_REQUEST_PARAMETERS, status: 400, code: 'bad_parameters' },
  { type: ResponseType.BAD_REQUEST_BODY, status: 400, code: 'bad_body' },
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    code: 'unauthorized',
    message: 'Send "Authorization: Bearer TOKEN" with a valid token.',
  },
  { type: ResponseType.EXPIRED_TOKEN, status: 401, code: 'expired_token', message: 'The token has expired.' },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    code: 'forbidden',
    message: 'This token does not allow that.',
  },
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    code: 'invalid_api_key',
    message: 'Send the API key of your app as "x-api-key".',
  },
  // API Gateway answers this for a path or method that the API does not have.
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    code: 'not_found',
    message: 'There is no such path or method.',
  },
  {
    type: ResponseType.RESOURCE_NOT_FOUND,
    status: 404,
    code: 'not_found',
    message: 'There is no such path or method.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    code: 'too_large',
    message: 'The request is too large.',
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    code: 'unsupported_media_type',
    message: 'Send application/json, plain or with "Content-Encoding: gzip".',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    code: 'throttled',
    message: 'Too many requests; send the same body again later.',
    retryAfterSeconds: 1,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    code: 'quota_exceeded',
    message: "The app's quota is used up.",
    retryAfterSeconds: 3_600,
  },
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    code: 'blocked',
    message: 'The request was blocked by a firewall rule.',
  },
  // The authorizer threw, timed out or was throttled. AWS's page does not tell which of the two types follows from
  // which fault; users report "Authorizer Configuration Error" for thrown errors. Both types may occur.
  {
    type: ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
    status: 503,
    code: 'authorizer_unavailable',
    message: TOKEN_NOT_CHECKED,
    retryAfterSeconds: AUTHORIZER_RETRY_SECONDS,
  },
  {
    type: ResponseType.AUTHORIZER_FAILURE,
    status: 503,
    code: 'authorizer_unavailable',
    message: TOKEN_NOT_CHECKED,
    retryAfterSeconds: AUTHORIZER_RETRY_SECONDS,
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 502,
    code: 'internal_error',
    message: 'Something failed on our side; send the same body again.',
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    code: 'timeout',
    message: 'No answer in time; send the same body again: an event counts once.',
  },
];

/**
 * Gives every answer of API Gateway the shape of Cairn's: `{"error":{"code","message"}}`.
 * @param headers fixed headers of all these answers
 */
export function addGatewayResponses(
  scope: Construct,
  restApi: IRestApi,
  headers: Readonly<Record<string, string>>,
): void {
  for (const { type, status, code, message, retryAfterSeconds } of ANSWERS) {
    // The value of `messageString` includes its quotation marks.
    const shown = message === undefined ? '$context.error.messageString' : JSON.stringify(message);
    const all = { ...headers, ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': retryAfterSeconds }) };
    new GatewayResponse(scope, `Response${pascal(type.responseType)}`, {
      restApi,
      type,
      ...(status === undefined ? {} : { statusCode: String(status) }),
      templates: { 'application/json': `{"error":{"code":"${code}","message":${shown}}}` },
      ...(Object.keys(all).length === 0 ? {} : { responseHeaders: quoted(all) }),
    });
  }
}

/** Puts fixed values in quotes; API Gateway reads a value without quotes as a mapping. */
function quoted(headers: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}

function pascal(name: string): string {
  return name
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
