import { limitIn, REGIONAL_LIMITS } from '../../../../core/regional-limits.ts';
import { RequestAuthorizer } from '../../services/gateway/authorizer.ts';
import { Gateway, type GatewayMeter } from '../../services/gateway/gateway.ts';
import { gatewayMeter } from '../../services/gateway/meters.ts';
import type { Method } from '../../services/gateway/routes.ts';
import { TokenBucket } from '../../services/token-bucket.ts';
import { type LocalCloud, physicalName } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Builder } from './builder.ts';
import { functionNameIn, integrationOf } from './method-integration.ts';
import { type RestApiParts, restApiParts } from './rest-api-parts.ts';

export const buildRestApi: Builder = (properties, resource, cloud) => {
  properties.refuse('Body', 'BodyS3Location', 'Policy');
  const id = resource.logicalId.toLowerCase().slice(0, 40);
  const api = restApiParts(
    id,
    properties.optionalText('Name') ?? id,
    properties.optionalNumber('MinimumCompressionSize'),
    properties.texts('BinaryMediaTypes'),
  );
  cloud.restApis.set(id, api);
  return { ref: id, attributes: { RestApiId: id, RootResourceId: api.rootResourceId } };
};

export const buildResource: Builder = (properties, resource, cloud) => {
  const { paths } = apiOf(properties, cloud);
  const parent = paths.get(properties.text('ParentId')) ?? properties.fail('ParentId', 'a resource of the API');
  paths.set(resource.logicalId, `${parent}/${properties.text('PathPart')}`);
  return { ref: resource.logicalId, attributes: { ResourceId: resource.logicalId } };
};

export const buildMethod: Builder = (properties, resource, cloud) => {
  const api = apiOf(properties, cloud);
  const resourceId = properties.text('ResourceId');
  const authorizerId = properties.optionalText('AuthorizerId');
  const authorizer = authorizerId === undefined ? undefined : api.authorizers.get(authorizerId);
  const kind = properties.optionalText('AuthorizationType') ?? 'NONE';
  if (kind !== 'NONE' && authorizer === undefined)
    properties.fail('AuthorizationType', 'NONE, or CUSTOM with AuthorizerId');
  const validates = api.parameterValidators.has(properties.optionalText('RequestValidatorId') ?? '');
  const required = validates ? requiredParameters(properties) : { header: [], querystring: [] };
  api.routes.add({
    httpMethod: properties.text('HttpMethod'),
    resourceId,
    resourcePath: api.paths.get(resourceId) ?? properties.fail('ResourceId', 'a resource of the API'),
    integration: integrationOf(properties),
    apiKeyRequired: properties.flag('ApiKeyRequired'),
    requiredHeaders: required.header,
    requiredQuery: required.querystring,
    ...(authorizer !== undefined && { authorizer }),
  });
  return { ref: resource.logicalId, attributes: {} };
};

function requiredParameters(properties: Properties): { readonly header: string[]; readonly querystring: string[] } {
  const required = { header: [] as string[], querystring: [] as string[] };
  for (const [parameter, isRequired] of Object.entries(properties.object('RequestParameters').all())) {
    const [, , place, name] = parameter.split('.');
    if (isRequired === true && name !== undefined && (place === 'header' || place === 'querystring')) {
      required[place].push(name);
    }
  }
  return required;
}

export const buildAuthorizer: Builder = (properties, resource, cloud) => {
  const api = apiOf(properties, cloud);
  if (properties.text('Type') !== 'REQUEST') properties.fail('Type', 'REQUEST');
  const sources = properties.text('IdentitySource').split(',');
  const identityHeaders = sources.map((source) => {
    const name = /^\s*method\.request\.header\.(\S+)\s*$/.exec(source)?.[1];
    return name ?? properties.fail('IdentitySource', 'headers (method.request.header.NAME)');
  });
  api.authorizers.set(
    resource.logicalId,
    new RequestAuthorizer(
      {
        functionName: functionNameIn(properties, 'AuthorizerUri'),
        identityHeaders,
        resultTtlSeconds: properties.number('AuthorizerResultTtlInSeconds', 300),
      },
      cloud.scheduler,
      (functionName, payload, done) => cloud.functions.invoke(functionName, payload, done),
      cloud.memory,
    ),
  );
  return { ref: resource.logicalId, attributes: { AuthorizerId: resource.logicalId } };
};

export const buildRequestValidator: Builder = (properties, resource, cloud) => {
  if (properties.flag('ValidateRequestBody')) properties.refuse('ValidateRequestBody');
  if (properties.flag('ValidateRequestParameters'))
    apiOf(properties, cloud).parameterValidators.add(resource.logicalId);
  return { ref: resource.logicalId, attributes: { RequestValidatorId: resource.logicalId } };
};

export const buildGatewayResponse: Builder = (properties, resource, cloud) => {
  const statusCode = properties.optionalNumber('StatusCode');
  const template = properties.object('ResponseTemplates').optionalText('application/json');
  const headers = Object.entries(properties.object('ResponseParameters').all()).flatMap(([name, value]) => {
    const header = /^gatewayresponse\.header\.(.+)$/.exec(name)?.[1];
    const text = /^'(.*)'$/.exec(String(value))?.[1];
    return header === undefined || text === undefined ? [] : [[header.toLowerCase(), text] as const];
  });
  apiOf(properties, cloud).responses.set(properties.text('ResponseType'), {
    headers,
    ...(statusCode !== undefined && { statusCode }),
    ...(template !== undefined && { template }),
  });
  return { ref: resource.logicalId, attributes: { Id: resource.logicalId } };
};

export const buildStage: Builder = (properties, _resource, cloud) => {
  const api = apiOf(properties, cloud);
  const stage = properties.text('StageName');
  const now = cloud.scheduler.now();
  const account = new TokenBucket(
    limitIn(REGIONAL_LIMITS.apiGatewayBurst, cloud.region),
    limitIn(REGIONAL_LIMITS.apiGatewayRequestsPerSecond, cloud.region),
    now,
  );
  const throttles = properties.objects('MethodSettings').flatMap((settings) => {
    const rate = settings.optionalNumber('ThrottlingRateLimit');
    const burst = settings.optionalNumber('ThrottlingBurstLimit');
    if (rate === undefined || burst === undefined) return [];
    const path = settings.optionalText('ResourcePath') ?? '/*';
    const httpMethod = settings.optionalText('HttpMethod') ?? '*';
    const covers = (method: Method): boolean =>
      (httpMethod === '*' || httpMethod === method.httpMethod) && (path === '/*' || path === method.resourcePath);
    return [{ covers, bucket: new TokenBucket(burst, rate, now) }];
  });
  cloud.gateways.push(
    new Gateway(
      {
        apiId: api.id,
        stage,
        accountId: cloud.account,
        region: cloud.region,
        binaryMediaTypes: api.binaryMediaTypes,
        routes: api.routes,
        usagePlans: cloud.usagePlans,
        responses: api.responses,
        meter: meterWithFilters(cloud, api.name, stage),
        throttles: (method) => [
          account,
          ...throttles.filter(({ covers }) => covers(method)).map(({ bucket }) => bucket),
        ],
        ...(api.minimumCompressionSize !== undefined && { minimumCompressionSize: api.minimumCompressionSize }),
      },
      cloud.scheduler,
      cloud.random,
      (functionName, payload, done) => cloud.functions.invoke(functionName, payload, done),
      cloud.gatewayObserver,
      cloud.memory,
    ),
  );
  return { ref: stage, attributes: {} };
};

/** Returns the stage's metrics, with those that filters make of its access log. */
function meterWithFilters(cloud: LocalCloud, apiName: string, stage: string): GatewayMeter {
  const meter = gatewayMeter(cloud.metrics, apiName, stage);
  return (status, latencyMs) => {
    meter(status, latencyMs);
    for (const filter of cloud.accessLogFilters) if (filter.matches(status)) filter.count(stage);
  };
}

function apiOf(properties: Properties, cloud: LocalCloud): RestApiParts {
  return cloud.restApis.get(properties.text('RestApiId')) ?? properties.fail('RestApiId', 'a REST API of the template');
}

export const buildDeployment: Builder = (_properties, resource) => ({
  ref: physicalName(resource),
  attributes: { DeploymentId: physicalName(resource) },
});
