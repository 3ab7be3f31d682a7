import { Duration } from 'aws-cdk-lib';
import type { CfnMethod, Resource } from 'aws-cdk-lib/aws-apigateway';

/** What an app's page sends beside what browsers allow anyway. */
const REQUEST_HEADERS = ['authorization', 'content-encoding', 'content-type', 'x-api-key'];
/** Chromium keeps a preflight answer for no longer than two hours. */
const MAX_AGE = Duration.hours(2);

/**
 * On refusals that no function of ours makes: API Gateway's and WAF's. Their header values are fixed or copied from the
 * request, so they cannot echo one of several origins (apigateway/latest/developerguide, api-gateway-gatewayResponse-definition).
 * `*` shows every page a fixed text that says nothing about a player; what needs a token is answered by the functions.
 */
const REFUSAL_CORS_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Retry-After',
};

/** The headers of those refusals for an API that pages of `origins` call. */
export function refusalHeaders(origins: readonly string[]): Readonly<Record<string, string>> {
  return origins.length === 0 ? {} : REFUSAL_CORS_HEADERS;
}

/** Lets pages of `origins` call `methods` of a resource: API Gateway answers the preflight, without a function. */
export function allowPreflight(resource: Resource, origins: readonly string[], methods: readonly string[]): void {
  if (origins.length === 0) return;
  const preflight = resource.addCorsPreflight({
    allowOrigins: [...origins],
    allowMethods: [...methods],
    allowHeaders: REQUEST_HEADERS,
    maxAge: MAX_AGE,
  });
  // A preflight has no Content-Type, is taken for application/json, and that is binary to the API (ADR 0081): without the
  // conversion API Gateway answers 500, "Unable to transform request". CDK has no property for it.
  (preflight.node.defaultChild as CfnMethod).addPropertyOverride('Integration.ContentHandling', 'CONVERT_TO_TEXT');
}

/** For the functions behind the API: the origins that they echo. */
export function corsEnvironment(origins: readonly string[]): Readonly<Record<string, string>> {
  return origins.length === 0 ? {} : { CORS_ORIGINS: origins.join(' ') };
}
