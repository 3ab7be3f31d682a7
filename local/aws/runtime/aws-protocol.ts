import { AnswerLost } from '../services/answer-lost.ts';
import { type Api, type InputCheck, inputCheck } from '../services/api/check-input.ts';
import type { JsonObject, Operations } from '../services/operation.ts';
import { ServiceError } from '../services/service-error.ts';
import type { Encoding } from './aws-encoding.ts';
import type { AwsResponse } from './aws-endpoint.ts';

/** A service whose requests name the operation and have its input as the body. */
export interface RpcService {
  readonly api: Api;
  readonly operations: Operations;
  readonly check: InputCheck;
}

export function rpcService(api: Api, operations: Operations): RpcService {
  return { api, operations, check: inputCheck(api) };
}

/**
 * Answers a request of AWS's JSON and CBOR protocols.
 * @param service `undefined` if no service has that name
 */
export function answerRpc(
  service: RpcService | undefined,
  operation: string,
  encoding: Encoding,
  body: Buffer,
  response: AwsResponse,
): void {
  const model = service?.api.model;
  const shape = model?.operations[operation]?.output;
  const succeed = (output: unknown): void => {
    send(response, 200, encoding.headers, encoding.encode(output, model, shape));
  };
  const fail = (error: unknown): void => {
    if (error instanceof AnswerLost) response.destroy();
    else sendRpcError(response, encoding, error);
  };
  try {
    if (service === undefined || !Object.hasOwn(service.operations, operation)) {
      throw notImplemented(service?.api.name ?? 'this service', operation);
    }
    const input: JsonObject = body.length === 0 ? {} : encoding.decode(body);
    service.check(operation, input);
    const output = service.operations[operation]?.(input);
    if (output instanceof Promise) output.then(succeed, fail);
    else succeed(output);
  } catch (error) {
    fail(error);
  }
}

export function notImplemented(service: string, operation: string): ServiceError {
  return new ServiceError('UnknownOperationException', `not implemented by the local runtime: ${service}.${operation}`);
}

export function sendRpcError(response: AwsResponse, encoding: Encoding, error: unknown): void {
  const { name, message, statusCode, fields } = asServiceError(error);
  const [, shortName = name] = name.split('#');
  const headers = {
    ...encoding.headers,
    'x-amzn-errortype': shortName,
    // Clients of SQS's older query protocol read this header.
    'x-amzn-query-error': `${shortName};Sender`,
  };
  send(response, statusCode, headers, encoding.encode({ __type: name, message, ...fields }, undefined));
}

export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly statusCode: number;
  readonly fields: JsonObject;
}

/** Converts an error of the runtime's own code into an internal failure, as AWS answers; SDKs retry it. */
export function asServiceError(error: unknown): ErrorFacts {
  if (error instanceof ServiceError) {
    const { name, message, statusCode, fields } = error;
    return { name, message, statusCode, fields };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { name: 'InternalFailure', message, statusCode: 500, fields: {} };
}

/** Sends the answer once, and nothing if the client has disconnected. */
export function send(
  response: AwsResponse,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: string | Uint8Array = '',
): void {
  if (response.destroyed || response.writableEnded) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}
