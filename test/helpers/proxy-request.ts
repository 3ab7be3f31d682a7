import type { APIGatewayProxyEvent } from 'aws-lambda';

interface RequestParts {
  readonly method?: string;
  readonly resource?: string;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** `null` for none. */
  readonly caller?: { readonly playerId: string; readonly role?: string } | null;
}

/** A request as API Gateway hands it to a function. */
export function proxyRequest(parts: RequestParts): APIGatewayProxyEvent {
  const { method = 'POST', resource = '/v1/events', body = null, caller = { playerId: 'ada' } } = parts;
  return {
    body,
    headers: { 'content-type': 'application/json', ...parts.headers },
    multiValueHeaders: {},
    httpMethod: method,
    isBase64Encoded: parts.isBase64Encoded ?? false,
    path: resource,
    pathParameters: parts.pathParameters ?? null,
    queryStringParameters: parts.query ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    resource,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      authorizer: caller === null ? undefined : { role: 'player', ...caller },
      protocol: 'HTTP/1.1',
      httpMethod: method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '127.0.0.1',
        user: null,
        userAgent: null,
        userArn: null,
      },
      path: resource,
      stage: 'test',
      requestId: 'request-1',
      requestTimeEpoch: 0,
      resourceId: 'resource',
      resourcePath: resource,
    },
  };
}
