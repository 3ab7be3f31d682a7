import type { JsonObject } from '../operation.ts';
import type { GatewayRequest, RequestHeaders } from './http.ts';
import type { Match } from './routes.ts';
import type { ApiKey } from './usage-plan.ts';

export interface ApiIdentity {
  readonly apiId: string;
  readonly stage: string;
  readonly accountId: string;
  readonly region: string;
  readonly binaryMediaTypes: readonly string[];
}

export interface RequestFacts {
  readonly request: GatewayRequest;
  readonly headers: RequestHeaders;
  readonly match: Match;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

/**
 * Builds the event of a Lambda proxy integration, payload format 1.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(
  api: ApiIdentity,
  facts: RequestFacts,
  authorizer: JsonObject | undefined,
  key: ApiKey | undefined,
  body: Buffer,
): string {
  const base64 = isBinary(api, facts.headers.get('content-type'));
  return JSON.stringify({
    ...commonFields(facts),
    requestContext: requestContext(api, facts, authorizer, key),
    body: body.length === 0 ? null : body.toString(base64 ? 'base64' : 'utf8'),
    isBase64Encoded: body.length > 0 && base64,
  });
}

/** Builds the event of a REQUEST authorizer. */
export function authorizerEvent(api: ApiIdentity, facts: RequestFacts): string {
  return JSON.stringify({
    type: 'REQUEST',
    methodArn: methodArn(api, facts.request),
    ...commonFields(facts),
    requestContext: requestContext(api, facts, undefined, undefined),
  });
}

export function methodArn(api: ApiIdentity, request: GatewayRequest): string {
  const path = request.path.replace(/^\//, '');
  return `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/${api.stage}/${request.method}/${path}`;
}

function commonFields({ request, headers, match }: RequestFacts): JsonObject {
  const query = new URLSearchParams(request.query);
  const names = [...new Set(query.keys())];
  const { pathParameters } = match;
  return {
    resource: match.method.resourcePath,
    path: request.path,
    httpMethod: request.method,
    headers: headers.single,
    multiValueHeaders: headers.multiple,
    queryStringParameters:
      names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1)])),
    multiValueQueryStringParameters:
      names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: null,
  };
}

function requestContext(
  api: ApiIdentity,
  { request, headers, match, requestId, receivedAt }: RequestFacts,
  authorizer: JsonObject | undefined,
  key: ApiKey | undefined,
): JsonObject {
  const domainName = `${api.apiId}.execute-api.${api.region}.amazonaws.com`;
  return {
    resourceId: match.method.resourceId,
    resourcePath: match.method.resourcePath,
    httpMethod: request.method,
    extendedRequestId: requestId,
    requestTime: clfTime(receivedAt),
    requestTimeEpoch: receivedAt,
    path: `/${api.stage}${request.path}`,
    accountId: api.accountId,
    protocol: 'HTTP/1.1',
    stage: api.stage,
    domainPrefix: api.apiId,
    domainName,
    requestId,
    apiId: api.apiId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: headers.get('user-agent') ?? null,
      user: null,
      apiKey: key?.value ?? headers.get('x-api-key') ?? null,
      ...(key !== undefined && { apiKeyId: key.id }),
    },
    ...(authorizer !== undefined && { authorizer }),
  };
}

/**
 * Returns whether the function gets a body as base64. Other bodies are decoded as UTF-8, with U+FFFD for invalid bytes.
 * A missing content type counts as application/json; parameters of a type are ignored.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export function isBinary(
  { binaryMediaTypes }: Pick<ApiIdentity, 'binaryMediaTypes'>,
  contentType: string | undefined,
): boolean {
  if (binaryMediaTypes.includes('*/*')) return true;
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? 'application/json';
  const [main] = type.split('/');
  return binaryMediaTypes.some((binary) => binary.toLowerCase() === type || binary.toLowerCase() === `${main}/*`);
}

/** `21/Nov/2026:18:05:09 +0000`. */
function clfTime(milliseconds: number): string {
  const [, date, month, year, time] = new Date(milliseconds).toUTCString().split(' ');
  return `${date}/${month}/${year}:${time} +0000`;
}
