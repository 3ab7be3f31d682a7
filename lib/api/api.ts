import {
  type ApiKey,
  AuthorizationType,
  type CfnRestApi,
  EndpointType,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  type RequestValidator,
  type Resource,
  RestApi,
  type UsagePlan,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Size, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { ApiSettings, ThrottleSettings } from '../../core/chain/api.ts';
import { ACCESS_LOG_FORMAT } from './access-log.ts';
import { ApiDomain, type ApiDomainProps, TLS_POLICY } from './api-domain.ts';
import { allowPreflight, refusalHeaders } from './cors.ts';
import { countThrottled } from './count-throttled.ts';
import { addGatewayResponses } from './gateway-responses.ts';

export interface ApiProps {
  /** The dimension `ApiName` of API Gateway's metrics. Not unique. */
  readonly restApiName: string;
  /** The API's stage: a part of its URL. Letters, digits, `-` and `_`. */
  readonly stageName: string;
  readonly settings: ApiSettings;
  /** How long the access log is kept. */
  readonly logRetention: RetentionDays;
  /** The API's own domain name. @default the address that API Gateway gives */
  readonly domain?: Omit<ApiDomainProps, 'restApi'>;
  /** Origins whose pages may call it, such as `https://play.example.com`. @default none */
  readonly corsOrigins?: readonly string[];
  /** The authorizer: finds the player that a token belongs to. */
  readonly authorize: IFunction;
  /** Answers `POST /v1/events`. */
  readonly ingest: IFunction;
  /** Answers every route under `/v1/hunts`. */
  readonly query: IFunction;
}

/**
 * Bodies of these types reach the functions as base64 of the bytes that the client sent. In text, API Gateway replaces
 * bytes that are not UTF-8 by U+FFFD, and the table would store a wrong name. API Gateway ignores parameters such as
 * `charset` when it compares types, as multipart/form-data with its boundary shows; if it did not, readBody would
 * reject U+FFFD. Not `*\/*`, which covers OPTIONS too, whose mock integration then fails (aws/chalice#1310).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
 */
export const BINARY_MEDIA_TYPES = ['application/json'] as const;

/** The REST API that phones and organisers use: `POST /v1/events` and the hunts under `/v1/hunts`. */
export class Api extends Construct {
  readonly restApi: RestApi;
  readonly apiKey: ApiKey;
  readonly accessLog: LogGroup;
  /** The base URL for phones, up to but without `/v1`. */
  readonly url: string;
  /** `undefined` if the stage has no domain name. */
  readonly domain: ApiDomain | undefined;

  private readonly authorizer: RequestAuthorizer;
  private readonly validator: RequestValidator;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { restApiName, stageName, settings, domain, corsOrigins = [] } = props;
    this.accessLog = new LogGroup(this, 'AccessLog', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.restApi = new RestApi(this, 'RestApi', {
      restApiName,
      description: `Cairn, stage ${stageName}`,
      endpointTypes: [EndpointType.REGIONAL],
      // API Gateway inflates gzip bodies of requests in any case (ADR 0010).
      minCompressionSize: Size.bytes(settings.minCompressionBytes.value),
      binaryMediaTypes: [...BINARY_MEDIA_TYPES],
      // The role for API Gateway's logs is one setting of the account and region. A stack that made it would remove it
      // from every other API when somebody deletes the stack, so it belongs to the account (`npm run preflight`
      // checks).
      cloudWatchRole: false,
      deployOptions: {
        stageName,
        throttlingRateLimit: settings.throttle.requestsPerSecond.value,
        throttlingBurstLimit: settings.throttle.burst.value,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: ACCESS_LOG_FORMAT,
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        metricsEnabled: false,
      },
    });
    countThrottled(this, this.accessLog);
    // CDK's own output of the URL. The stack has an output with a fixed name.
    this.restApi.node.tryRemoveChild('Endpoint');
    (this.restApi.node.defaultChild as CfnRestApi).securityPolicy = TLS_POLICY;
    addGatewayResponses(this, this.restApi, refusalHeaders(corsOrigins));
    const { restApi } = this;
    this.domain = domain === undefined ? undefined : new ApiDomain(this, 'Domain', { restApi, ...domain });
    // Without a slash at the end: clients append /v1/…, and API Gateway does not know //v1/….
    this.url = domain === undefined ? this.restApi.urlForPath('/').replace(/\/$/, '') : `https://${domain.name}`;
    this.apiKey = this.addApp(stageName, settings.usagePlan);

    this.authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: props.authorize,
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.seconds(settings.authorizerCacheSeconds.value),
    });
    // Ingest validates bodies, because one bad event must not refuse the 99 good ones in its request.
    this.validator = this.restApi.addRequestValidator('Parameters', {
      validateRequestParameters: true,
      validateRequestBody: false,
    });
    this.addMethods(props, corsOrigins);
    acknowledgeFindings(restApi, stageName, settings);
  }

  /** Adds the first app: an API key in a usage plan, whose limits are those of the stage. */
  private addApp(stageName: string, { requestsPerSecond, burst }: ThrottleSettings): ApiKey {
    const apiKey = this.restApi.addApiKey('AppKey', { description: `Cairn's first app, stage ${stageName}` });
    const plan: UsagePlan = this.restApi.addUsagePlan('UsagePlan', {
      description: `Limits of one app on stage ${stageName}`,
      apiStages: [{ stage: this.restApi.deploymentStage }],
      throttle: { rateLimit: requestsPerSecond.value, burstLimit: burst.value },
    });
    plan.addApiKey(apiKey);
    return apiKey as ApiKey;
  }

  private addMethods({ ingest, query }: ApiProps, origins: readonly string[]): void {
    const toIngest = integration(ingest);
    const toQuery = integration(query);
    const version = this.restApi.root.addResource('v1');
    const events = version.addResource('events');
    this.addMethod(events, 'POST', toIngest);
    allowPreflight(events, origins, ['POST']);
    const hunt = version.addResource('hunts').addResource('{huntId}');
    const huntId = { 'method.request.path.huntId': true };
    this.addMethod(hunt, 'PUT', toQuery, huntId);
    this.addMethod(hunt, 'GET', toQuery, huntId);
    allowPreflight(hunt, origins, ['GET', 'PUT']);
    const leaderboard = hunt.addResource('leaderboard');
    this.addMethod(leaderboard, 'GET', toQuery, { ...huntId, 'method.request.querystring.limit': false });
    allowPreflight(leaderboard, origins, ['GET']);
    const me = hunt.addResource('players').addResource('me');
    this.addMethod(me, 'GET', toQuery, huntId);
    allowPreflight(me, origins, ['GET']);
  }

  private addMethod(
    resource: Resource,
    method: string,
    to: LambdaIntegration,
    requestParameters: Record<string, boolean> = {},
  ): void {
    resource.addMethod(method, to, {
      apiKeyRequired: true,
      authorizationType: AuthorizationType.CUSTOM,
      authorizer: this.authorizer,
      requestValidator: this.validator,
      requestParameters,
    });
  }
}

/** Grants one permission a function, which covers all its methods. */
function integration(to: IFunction): LambdaIntegration {
  return new LambdaIntegration(to, { scopePermissionToMethod: false });
}

function acknowledgeFindings(restApi: RestApi, stageName: string, { webAcl }: ApiSettings): void {
  Validations.of(restApi).acknowledge(
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'Execution logs contain request parameters and the authorizer context, which name players. The access log has status, error type and latencies of every request.',
    },
    {
      id: 'AwsSolutions-APIG2',
      reason:
        'API Gateway validates parameters; ingest validates a body event by event, so that one bad event does not refuse the 99 good ones in its request.',
    },
    {
      id: 'AwsSolutions-COG4',
      reason: "Players' tokens come from any OpenID Connect issuer, checked by a Lambda authorizer on every method.",
    },
  );
  if (webAcl !== undefined) return;
  Validations.of(restApi).acknowledge({
    id: 'AwsSolutions-APIG3',
    reason: `Stage ${stageName} has no game to protect, and its load comes from few addresses; stage prod has the web ACL.`,
  });
}
