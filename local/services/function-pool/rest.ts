import type { Random } from '../../../core/random.ts';
import type { Scheduler } from '../../../core/scheduler/scheduler.ts';
import { isObject, type JsonObject } from '../operation.ts';
import { ServiceError } from '../service-error.ts';
import type { FunctionPool, FunctionSettings } from './function-pool.ts';
import { invokeLater } from './invoke-later.ts';

export interface LambdaRestPorts {
  readonly pool: FunctionPool;
  readonly scheduler: Scheduler;
  readonly random: Random;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Lambda's REST API of functions: Invoke, ListFunctions, GetFunction, GetFunctionConfiguration, Put-, Get- and
 * DeleteFunctionConcurrency.
 * @returns `undefined` where the path is of no operation modelled here
 */
export function lambdaRest(
  { pool, scheduler, random }: LambdaRestPorts,
  method: string,
  path: string,
  invocationType: string | undefined,
  body: string,
): Promise<RestAnswer> | RestAnswer | undefined {
  if (method === 'GET' && path === '/2015-03-31/functions') {
    return json({ Functions: pool.all().map(configuration) });
  }
  const [, limited] = /^\/(?:2017-10-31|2019-09-30)\/functions\/([^/]+)\/concurrency$/.exec(path) ?? [];
  if (limited !== undefined) return concurrency(pool, method, decodeURIComponent(limited), body);
  const [, name, rest] = /^\/2015-03-31\/functions\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const functionName = decodeURIComponent(name);
  if (method === 'GET' && (rest === undefined || rest === '/configuration')) {
    const found = configuration(pool.settings(functionName));
    return json(rest === undefined ? { Configuration: found } : found);
  }
  if (method === 'POST' && rest === '/invocations') {
    return invoke({ pool, scheduler, random }, functionName, invocationType, body);
  }
  return undefined;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
function invoke(
  { pool, scheduler, random }: LambdaRestPorts,
  name: string,
  invocationType: string | undefined,
  body: string,
): Promise<RestAnswer> | RestAnswer {
  const payload = body === '' ? '{}' : body;
  if (invocationType === 'DryRun') {
    pool.settings(name);
    return { status: 204, headers: {}, body: '' };
  }
  checkJson(payload);
  if (invocationType === 'Event') {
    invokeLater({ pool, scheduler, random }, name, payload);
    return { status: 202, headers: {}, body: '' };
  }
  if (invocationType !== undefined && invocationType !== 'RequestResponse') {
    throw new ServiceError(
      'InvalidParameterValueException',
      `Value '${invocationType}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
    );
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

function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw new ServiceError('InvalidRequestContentException', message);
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html */
function concurrency(pool: FunctionPool, method: string, name: string, body: string): RestAnswer | undefined {
  if (method === 'PUT') {
    const input: unknown = JSON.parse(body === '' ? '{}' : body);
    const reserved = isObject(input) ? input.ReservedConcurrentExecutions : undefined;
    if (typeof reserved !== 'number' || !Number.isInteger(reserved) || reserved < 0) {
      throw new ServiceError(
        'InvalidParameterValueException',
        'ReservedConcurrentExecutions must be a whole number from 0.',
      );
    }
    pool.setReservedConcurrency(name, reserved);
  } else if (method === 'DELETE') {
    pool.setReservedConcurrency(name, undefined);
    return { status: 204, headers: {}, body: '' };
  } else if (method !== 'GET') return undefined;
  const reserved = pool.reservedConcurrency(name);
  return json(reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved });
}

function json(value: object): RestAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function configuration(settings: FunctionSettings): JsonObject {
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
