import { only, type Properties, type Readers } from './reader.ts';

/** Of the API and of the web ACL before it. */
export const API_READERS: Readers = {
  'AWS::ApiGateway::RestApi': {
    properties: [
      'BinaryMediaTypes',
      'Description',
      'EndpointConfiguration',
      'MinimumCompressionSize',
      'Name',
      'SecurityPolicy',
    ],
    read: ({ MinimumCompressionSize }) => ({ 'api.minCompressionBytes': MinimumCompressionSize }),
  },
  'AWS::ApiGateway::Stage': {
    properties: ['AccessLogSetting', 'DeploymentId', 'MethodSettings', 'RestApiId', 'StageName'],
    read: ({ MethodSettings: [settings] }) => ({
      'api.throttle.requestsPerSecond': settings.ThrottlingRateLimit,
      'api.throttle.burst': settings.ThrottlingBurstLimit,
    }),
  },
  'AWS::ApiGateway::UsagePlan': {
    properties: ['ApiStages', 'Description', 'Throttle'],
    read: ({ Throttle }) => ({
      'api.usagePlan.requestsPerSecond': Throttle.RateLimit,
      'api.usagePlan.burst': Throttle.BurstLimit,
    }),
  },
  'AWS::ApiGateway::Authorizer': {
    properties: ['AuthorizerResultTtlInSeconds', 'AuthorizerUri', 'IdentitySource', 'Name', 'RestApiId', 'Type'],
    read: ({ AuthorizerResultTtlInSeconds }) => ({ 'api.authorizerCacheSeconds': AuthorizerResultTtlInSeconds }),
  },
  'AWS::ApiGateway::Method': {
    properties: [
      'ApiKeyRequired',
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      'Integration',
      'MethodResponses',
      'RequestParameters',
      'RequestValidatorId',
      'ResourceId',
      'RestApiId',
    ],
    read: ({ Integration }) =>
      Integration.TimeoutInMillis === undefined ? {} : { 'api.integrationTimeoutMs': Integration.TimeoutInMillis },
  },
  'AWS::WAFv2::WebACL': {
    properties: ['CustomResponseBodies', 'DefaultAction', 'Description', 'Rules', 'Scope', 'VisibilityConfig'],
    read: ({ Rules }) => {
      const limits = (Rules as Properties[]).flatMap(({ Name, Statement: { RateBasedStatement: rate } }) =>
        rate === undefined ? [] : [[Name, rate] as const],
      );
      const settings = limits.map(([name, rate]) => [
        { RatePerToken: 'api.webAcl.requestsPerToken', RatePerAddress: 'api.webAcl.requestsPerAddress' }[
          name as string
        ],
        rate.Limit,
      ]);
      const windows = new Set(limits.map(([, rate]) => rate.EvaluationWindowSec));
      return { ...Object.fromEntries(settings), 'api.webAcl.windowSeconds': only([...windows]) };
    },
  },
};
