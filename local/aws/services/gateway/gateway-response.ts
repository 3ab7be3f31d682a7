import type { GatewayAnswer } from './http.ts';

/**
 * Reasons of the gateway's own answers, with status and message if the template sets no others.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const GATEWAY_RESPONSES = {
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token'],
  THROTTLED: [429, 'Too Many Requests'],
  QUOTA_EXCEEDED: [429, 'Limit Exceeded'],
  INVALID_API_KEY: [403, 'Forbidden'],
  UNAUTHORIZED: [401, 'Unauthorized'],
  ACCESS_DENIED: [403, 'User is not authorized to access this resource'],
  REQUEST_TOO_LARGE: [413, 'Request Too Long'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type'],
  BAD_REQUEST_PARAMETERS: [400, 'Missing required request parameters'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out'],
  INTEGRATION_FAILURE: [502, 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'Internal server error'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error'],
} as const;

export type GatewayResponseType = keyof typeof GATEWAY_RESPONSES;

/** An `AWS::ApiGateway::GatewayResponse` of the template. */
export interface GatewayResponse {
  readonly statusCode?: number;
  /** Headers that it adds, with fixed texts. */
  readonly headers: readonly (readonly [string, string])[];
  /** The template of `application/json`. */
  readonly template?: string;
}

export interface Refusal {
  readonly type: GatewayResponseType;
  readonly requestId: string;
  /** @default the type's own */
  readonly message?: string;
}

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/** Answers with the template's response for the type, else with that for its class, else with API Gateway's own. */
export function refuse(responses: ReadonlyMap<string, GatewayResponse>, refusal: Refusal): GatewayAnswer {
  const [defaultStatus, defaultMessage] = GATEWAY_RESPONSES[refusal.type];
  const configured = responses.get(refusal.type) ?? responses.get(defaultStatus >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX');
  const message = refusal.message ?? defaultMessage;
  const body = (configured?.template ?? DEFAULT_TEMPLATE).replaceAll(
    /\$context\.(error\.messageString|error\.message|error\.responseType|requestId)/g,
    (_, name: string) => {
      if (name === 'error.messageString') return JSON.stringify(message);
      if (name === 'error.message') return message;
      return name === 'requestId' ? refusal.requestId : refusal.type;
    },
  );
  return {
    status: configured?.statusCode ?? defaultStatus,
    headers: [
      ['content-type', 'application/json'],
      ['x-amzn-requestid', refusal.requestId],
      ['x-amzn-errortype', refusal.type],
      ...(configured?.headers ?? []),
    ],
    body,
  };
}
