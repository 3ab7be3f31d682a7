import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { RestAnswer, RestOperations } from '../api/rest.ts';
import { type JsonObject, optionalNumber, optionalText, requiredText } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service-error.ts';
import type { FunctionPool, FunctionSettings } from './function-pool.ts';
import { invokeLater } from './invoke-later.ts';

export interface LambdaRestPorts {
  readonly pool: FunctionPool;
  readonly scheduler: Scheduler;
  readonly random: Random;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
const FUNCTIONS_A_PAGE = 50;

/** Lambda's operations on functions. */
export function functionOperations(ports: LambdaRestPorts): RestOperations {
  const { pool } = ports;
  const named = (input: JsonObject): string => requiredText(input, 'FunctionName');
  const reservation = (name: string): RestAnswer => {
    const reserved = pool.reservedConcurrency(name);
    return { body: reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved } };
  };
  return {
    Invoke: (input, body) => invoke(ports, named(input), optionalText(input, 'InvocationType'), body.toString()),
    ListFunctions: (input) => {
      const size = Math.min(optionalNumber(input, 'MaxItems') ?? FUNCTIONS_A_PAGE, FUNCTIONS_A_PAGE);
      const { items, next } = pageOf(pool.all(), size, optionalText(input, 'Marker'), invalidMarker);
      return { body: { Functions: items.map(configuration), ...(next !== undefined && { NextMarker: next }) } };
    },
    PutFunctionConcurrency: (input) => {
      pool.setReservedConcurrency(named(input), optionalNumber(input, 'ReservedConcurrentExecutions'));
      return reservation(named(input));
    },
    DeleteFunctionConcurrency: (input) => {
      pool.setReservedConcurrency(named(input), undefined);
      return { status: 204 };
    },
    GetFunctionConcurrency: (input) => reservation(named(input)),
  };
}

export function invalidMarker(): ServiceError {
  return new ServiceError('InvalidParameterValueException', 'Marker is not from an answer of this operation.');
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
    return { status: 204 };
  }
  checkJson(payload);
  if (invocationType === 'Event') {
    invokeLater({ pool, scheduler, random }, name, payload);
    return { status: 202 };
  }
  return new Promise((resolve, reject) => {
    pool.invoke(name, payload, (outcome) => {
      if ('throttled' in outcome) {
        reject(new ServiceError('TooManyRequestsException', 'Rate Exceeded.', { statusCode: 429 }));
        return;
      }
      const { functionError } = outcome;
      resolve({
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
