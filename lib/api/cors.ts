import type { CfnMethod, Resource } from 'aws-cdk-lib/aws-apigateway';
import { Duration } from 'aws-cdk-lib/core';

/** The headers that an app's page sends, besides those that browsers always allow. */
const REQUEST_HEADERS = ['authorization', 'content-encoding', 'content-type', 'x-api-key'];
/** Chromium caches a preflight answer for at most two hours. */
const MAX_AGE = Duration.hours(2);

/**
 * CORS headers of the refusals of API Gateway and WAF. A header value there is fixed or copied from the request, so it
 * cannot echo one of several origins (apigateway/latest/developerguide, api-gateway-gatewayResponse-definition). With
 * `*`, every page can read a fixed text, which contains nothing about a player; the functions answer all that needs a
 * token.
 */
const REFUSAL_CORS_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'Retry-After',
};

/** Returns the headers of those refusals for an API that pages of `origins` call. */
export function refusalHeaders(origins: readonly string[]): Readonly<Record<string, string>> {
  return origins.length === 0 ? {} : REFUSAL_CORS_HEADERS;
}

/** Lets pages of `origins` call `methods` of a resource. API Gateway answers the preflight, without a function. */
export function allowPreflight(resource: Resource, origins: readonly string[], methods: readonly string[]): void {
  if (origins.length === 0) return;
  const preflight = resource.addCorsPreflight({
    allowOrigins: [...origins],
    allowMethods: [...methods],
    allowHeaders: REQUEST_HEADERS,
    maxAge: MAX_AGE,
  });
  // A preflight has no Content-Type, so API Gateway assumes application/json, which is binary to this API (ADR 0081).
  // Without the conversion API Gateway answers 500, "Unable to transform request". CDK has no property for it.
  (preflight.node.defaultChild as CfnMethod).addPropertyOverride('Integration.ContentHandling', 'CONVERT_TO_TEXT');
}

/** Returns the variables that give the functions behind the API the origins to echo. */
export function corsEnvironment(origins: readonly string[]): Readonly<Record<string, string>> {
  return origins.length === 0 ? {} : { CORS_ORIGINS: origins.join(' ') };
}
