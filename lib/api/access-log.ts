import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/** The only fields that are logged: no header, token, body, address or player. The API key appears by its id. */
const FIELDS = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  stage: '$context.stage',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  error: '$context.error.responseType',
  apiKeyId: '$context.identity.apiKeyId',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationLatencyMs: '$context.integration.latency',
  integrationStatus: '$context.integration.status',
  authorizerLatencyMs: '$context.authorizer.latency',
} as const;

/** One line of JSON for each request. */
export const ACCESS_LOG_FORMAT = AccessLogFormat.custom(JSON.stringify(FIELDS));
