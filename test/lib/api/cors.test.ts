import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stages } from '../../../catalog/stages.ts';
import { type Resource, resourcesOf, stackOf, templateOf } from '../../helpers/templates.ts';

const ORIGINS = ['https://play.example.com', 'https://admin.example.com'];
const METHOD = 'AWS::ApiGateway::Method';
const ALLOW_ORIGIN = 'gatewayresponse.header.Access-Control-Allow-Origin';

const withPages = Template.fromStack(stackOf({ ...stages.dev, corsOrigins: ORIGINS }));
const methodsOf = (template: Template): readonly Resource[] => Object.values(resourcesOf(template, METHOD));
const preflights = (template: Template) =>
  methodsOf(template).filter(({ Properties }) => Properties.HttpMethod === 'OPTIONS');

describe('An API with corsOrigins', () => {
  it('answers the preflight of every resource that has a method, without key, token or function', () => {
    const resources = (options: boolean) =>
      new Set(
        methodsOf(withPages)
          .filter(({ Properties }) => (Properties.HttpMethod === 'OPTIONS') === options)
          .map(({ Properties }) => Properties.ResourceId.Ref),
      );
    expect(resources(true)).toEqual(resources(false));
    for (const { Properties } of preflights(withPages)) {
      expect(Properties).toMatchObject({
        ApiKeyRequired: false,
        AuthorizationType: 'NONE',
        Integration: { Type: 'MOCK', ContentHandling: 'CONVERT_TO_TEXT' },
      });
    }
  });

  it('allows the methods of the resource in the preflight', () => {
    const allowed = preflights(withPages).map(
      ({ Properties }) =>
        Properties.Integration.IntegrationResponses[0].ResponseParameters[
          'method.response.header.Access-Control-Allow-Methods'
        ],
    );
    expect(allowed.sort()).toEqual(["'GET'", "'GET'", "'GET,PUT'", "'POST'"]);
  });

  it('lets web pages read every refusal of API Gateway', () => {
    const responses = Object.values(resourcesOf(withPages, 'AWS::ApiGateway::GatewayResponse'));
    expect(responses.length).toBeGreaterThan(15);
    for (const { Properties } of responses) expect(Properties.ResponseParameters[ALLOW_ORIGIN]).toBe("'*'");
  });

  it('gives its functions the origins to echo', () => {
    const origins = Object.values(resourcesOf(withPages, 'AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Properties.Environment.Variables.CORS_ORIGINS ?? [],
    );
    expect(origins).toEqual([ORIGINS.join(' '), ORIGINS.join(' ')]);
  });
});

describe('An API without corsOrigins', () => {
  it('has no preflight and no CORS headers', () => {
    const template = templateOf('dev');
    expect(preflights(template)).toEqual([]);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/Access-Control|CORS_ORIGINS/);
  });
});
