import { ServiceError } from '../service-error.ts';
import type { FunctionPool, FunctionSettings } from './function-pool.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Lambda's REST API: Invoke, ListFunctions, GetFunction, GetFunctionConfiguration.
 * @returns `undefined` where the path is of no operation modelled here
 */
export function lambdaRest(
  pool: FunctionPool,
  method: string,
  path: string,
  invocationType: string | undefined,
  body: string,
): Promise<RestAnswer> | RestAnswer | undefined {
  if (method === 'GET' && path === '/2015-03-31/functions') {
    return json({ Functions: pool.all().map(configuration) });
  }
  const [, name, rest] = /^\/2015-03-31\/functions\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const functionName = decodeURIComponent(name);
  if (method === 'GET' && (rest === undefined || rest === '/configuration')) {
    const found = configuration(pool.settings(functionName));
    return json(rest === undefined ? { Configuration: found } : found);
  }
  if (method === 'POST' && rest === '/invocations') return invoke(pool, functionName, invocationType, body);
  return undefined;
}

function invoke(
  pool: FunctionPool,
  name: string,
  invocationType: string | undefined,
  body: string,
): Promise<RestAnswer> | RestAnswer {
  const payload = body === '' ? '{}' : body;
  if (invocationType === 'DryRun') return { status: 204, headers: {}, body: '' };
  if (invocationType === 'Event') {
    throw new ServiceError('UnknownOperationException', 'not implemented by the local runtime: Lambda.Invoke (Event)');
  }
  return new Promise((resolve, reject) => {
    pool.invoke(name, payload, (outcome) => {
      if ('throttled' in outcome) {
        reject(new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429));
        return;
      }
      const { functionError } = outcome;
      resolve({
        status: 200,
        headers: {
          'content-type': 'application/json',
          'x-amz-executed-version': '$LATEST',
          ...(functionError !== undefined && { 'x-amz-function-error': functionError }),
        },
        body: outcome.payload,
      });
    });
  });
}

function json(value: object): RestAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function configuration(settings: FunctionSettings): Readonly<Record<string, unknown>> {
  return {
    FunctionName: settings.name,
    FunctionArn: settings.arn,
    Runtime: settings.runtime,
    Role: settings.roleArn,
    Handler: settings.handler,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
  };
}
