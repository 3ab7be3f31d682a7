import { LIMITS } from '../../../../core/limits.ts';
import { MockIntegration } from '../../services/gateway/mock-integration.ts';
import type { FunctionIntegration } from '../../services/gateway/routes.ts';
import type { Properties } from '../properties.ts';

/** Returns what answers a method: a function, or fixed values. */
export function integrationOf(method: Properties): FunctionIntegration | MockIntegration {
  const integration = method.object('Integration');
  const type = integration.text('Type');
  if (type === 'AWS_PROXY') {
    const timeoutMs = integration.number('TimeoutInMillis', LIMITS.apiGatewayIntegrationMs.value);
    return { functionName: functionNameIn(integration, 'Uri'), timeoutMs };
  }
  if (type !== 'MOCK') return integration.fail('Type', 'AWS_PROXY or MOCK');
  const [response, ...more] = integration.objects('IntegrationResponses');
  if (response === undefined || more.length > 0) {
    return integration.fail('IntegrationResponses', 'one, the default response');
  }
  response.refuse('SelectionPattern', 'ContentHandling');
  const status = response.number('StatusCode', 200);
  const template = response.object('ResponseTemplates').optionalText('application/json');
  return new MockIntegration({
    status,
    headers: mappedHeaders(response, method, status),
    convertsToText: integration.optionalText('ContentHandling') === 'CONVERT_TO_TEXT',
    ...(template !== undefined && { template }),
  });
}

/** Returns the fixed headers of an integration response. API Gateway accepts only headers of the method's response. */
function mappedHeaders(response: Properties, method: Properties, status: number): [string, string][] {
  const declared = method
    .objects('MethodResponses')
    .filter((each) => each.number('StatusCode', 200) === status)
    .flatMap((each) => Object.keys(each.object('ResponseParameters').all()));
  const parameters = response.object('ResponseParameters');
  return Object.entries(parameters.all()).map(([parameter, value]) => {
    const name = /^method\.response\.header\.(.+)$/.exec(parameter)?.[1];
    const text = /^'(.*)'$/.exec(String(value))?.[1];
    if (name === undefined || text === undefined)
      return parameters.fail(parameter, "a header with a fixed text in '…'");
    if (!declared.includes(parameter))
      parameters.fail(parameter, "a header that the method's response of that status has");
    return [name, text];
  });
}

/** `…:lambda:path/2015-03-31/functions/<ARN>/invocations` → the function's name. */
export function functionNameIn(properties: Properties, name: string): string {
  const uri = /\/functions\/(arn:[^/]+)\/invocations$/.exec(properties.text(name));
  return uri?.[1]?.split(':')[6] ?? properties.fail(name, "a Lambda function's invocation URI");
}
