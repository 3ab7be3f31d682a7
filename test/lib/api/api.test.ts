import { describe, expect, it } from 'vitest';
import { stages } from '../../../catalog/stages.ts';
import { resourcesOf, stageNames, templateOf } from '../../helpers/templates.ts';

const RESPONSE = 'AWS::ApiGateway::GatewayResponse';

describe.each(stageNames)('The API of stage %s', (name) => {
  const stage = stages[name];

  it("has the stage's throttle limits, for all apps and for the first one", () => {
    const { requestsPerSecond, burst } = stage.throttle;
    templateOf(name).hasResourceProperties('AWS::ApiGateway::Stage', {
      StageName: name,
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: requestsPerSecond,
          ThrottlingBurstLimit: burst,
          DataTraceEnabled: false,
          LoggingLevel: 'OFF',
          MetricsEnabled: false,
        },
      ],
    });
    templateOf(name).hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: requestsPerSecond, BurstLimit: burst },
    });
  });

  it('requires a key, a token and valid parameters on every method', () => {
    const methods = Object.values(resourcesOf(templateOf(name), 'AWS::ApiGateway::Method'));
    expect(methods.map(({ Properties }) => Properties.HttpMethod).sort()).toEqual(['GET', 'GET', 'GET', 'POST', 'PUT']);
    for (const { Properties } of methods) {
      expect(Properties).toMatchObject({
        ApiKeyRequired: true,
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: expect.stringMatching(/Authorizer/) },
        RequestValidatorId: {},
        Integration: { Type: 'AWS_PROXY' },
      });
    }
  });

  it('never validates bodies, so that one bad event does not refuse its batch', () => {
    templateOf(name).hasResourceProperties('AWS::ApiGateway::RequestValidator', {
      ValidateRequestParameters: true,
      ValidateRequestBody: false,
    });
  });

  it("caches a token's result for five minutes at most", () => {
    templateOf(name).hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 300,
    });
  });

  it('inflates and compresses bodies, and changes no account setting', () => {
    templateOf(name).hasResourceProperties('AWS::ApiGateway::RestApi', { MinimumCompressionSize: 1_024 });
    templateOf(name).resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  it('passes JSON on as the bytes that were sent, and does not change OPTIONS', () => {
    templateOf(name).hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['application/json'] });
  });

  it("answers every refusal in the shape of Cairn's errors", () => {
    const responses = Object.values(resourcesOf(templateOf(name), RESPONSE));
    expect(responses.length).toBeGreaterThanOrEqual(16);
    for (const { Properties } of responses) {
      const template = Properties.ResponseTemplates['application/json'];
      // API Gateway inserts a JSON string, including its quotation marks.
      const body = JSON.parse(template.replace('$context.error.messageString', '"a message of API Gateway"'));
      expect(body).toEqual({ error: { code: expect.stringMatching(/^[a-z_]+$/), message: expect.any(String) } });
    }
  });

  it.each(['THROTTLED', 'QUOTA_EXCEEDED'])('sends Retry-After on %s', (type) => {
    templateOf(name).hasResourceProperties(RESPONSE, { ResponseType: type, StatusCode: '429' });
    const response = Object.values(resourcesOf(templateOf(name), RESPONSE)).find(
      ({ Properties }) => Properties.ResponseType === type,
    );
    expect(response?.Properties.ResponseParameters['gatewayresponse.header.Retry-After']).toMatch(/^'\d+'$/);
  });

  it.each(['AUTHORIZER_CONFIGURATION_ERROR', 'AUTHORIZER_FAILURE'])('answers 503 with Retry-After to %s', (type) => {
    templateOf(name).hasResourceProperties(RESPONSE, {
      ResponseType: type,
      StatusCode: '503',
      ResponseParameters: { 'gatewayresponse.header.Retry-After': "'5'" },
    });
  });

  it('logs only listed fields: no header, body, token, address or player', () => {
    const [apiStage] = Object.values(resourcesOf(templateOf(name), 'AWS::ApiGateway::Stage'));
    const fields = Object.values(JSON.parse(apiStage?.Properties.AccessLogSetting.Format));
    expect(fields).toContain('$context.requestId');
    for (const field of fields) {
      expect(field).not.toMatch(
        /sourceIp|userAgent|principalId|apiKey$|authorizer\.(playerId|role)|context\.path$|body|header/i,
      );
    }
  });

  it('runs three functions with the environment variables that they need', () => {
    const environments = Object.entries(resourcesOf(templateOf(name), 'AWS::Lambda::Function'))
      .filter(([id]) => /^(Authorize|Ingest|Query)/.test(id))
      .map(([, { Properties }]) => Object.keys(Properties.Environment.Variables).sort());
    const keys = stage.authentication.jwksUri === undefined ? 'TOKEN_JWKS' : 'TOKEN_JWKS_URI';
    expect(environments).toEqual([
      ['STAGE', 'TOKEN_AUDIENCE', 'TOKEN_ISSUER', keys, 'TOKEN_ROLE_CLAIM'].sort(),
      ['EVENT_BUS_NAME', 'STAGE'],
      ['LEADERBOARD_SHARDS', 'STAGE', 'TABLE_NAME'],
    ]);
  });
});
