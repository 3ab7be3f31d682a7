import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Setting } from '../../core/chain/setting.ts';

/** An allow-list: no header, token, body, address or player. The API key is named by its id. */
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

/** One line of JSON a request. */
export const ACCESS_LOG_FORMAT = AccessLogFormat.custom(JSON.stringify(FIELDS));

/** @param days one of the numbers that CloudWatch takes */
export function accessLogGroup(scope: Construct, id: string, days: Setting<number>): LogGroup {
  return new LogGroup(scope, id, {
    retention: days.value as RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
