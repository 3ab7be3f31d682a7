import { AnswerLost } from '../services/answer-lost.ts';
import type { JsonObject, Operation, Operations } from '../services/operation.ts';
import { ServiceError } from '../services/service-error.ts';
import { AwsError } from '../services/shared/aws-error.ts';
import type { AwsRequest, AwsResponse } from './aws-endpoint.ts';

/** A service of the JSON protocols, by the prefix of its `x-amz-target`. */
export interface JsonService {
  /** As messages name it, such as `Kinesis`. */
  readonly name: string;
  readonly operations: Operations;
}

export type JsonServices = Readonly<Record<string, JsonService>>;

/**
 * Answers a request of AWS's JSON 1.0 and 1.1 protocols.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function answerJson(
  services: JsonServices,
  target: string,
  request: AwsRequest,
  response: AwsResponse,
  body: Buffer,
): void {
  const contentType = request.headers['content-type'] ?? 'application/x-amz-json-1.1';
  const succeed = (output: unknown): void => {
    send(response, 200, { 'content-type': contentType }, JSON.stringify(output ?? {}));
  };
  const fail = (error: unknown): void => {
    if (error instanceof AnswerLost) response.destroy();
    else sendJsonError(response, contentType, error);
  };
  try {
    const output = operationOf(services, target)(body.length === 0 ? {} : parse(body));
    if (output instanceof Promise) output.then(succeed, fail);
    else succeed(output);
  } catch (error) {
    fail(error);
  }
}

function operationOf(services: JsonServices, target: string): Operation {
  const [prefix = '', name = ''] = target.split('.');
  const service = services[prefix];
  const operation =
    service === undefined || !Object.hasOwn(service.operations, name) ? undefined : service.operations[name];
  if (operation !== undefined) return operation;
  throw notImplemented(service?.name ?? prefix, name);
}

export function notImplemented(service: string, operation: string): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    `not implemented by the local runtime: ${service}.${operation}`,
    400,
  );
}

function parse(body: Buffer): JsonObject {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not valid JSON.');
  }
}

function sendJsonError(response: AwsResponse, contentType: string, error: unknown): void {
  const { name, message, statusCode, fields } = asServiceError(error);
  const [, shortName = name] = name.split('#');
  const headers = {
    'content-type': contentType,
    'x-amzn-errortype': shortName,
    // What clients of SQS's older query protocol read.
    'x-amzn-query-error': `${shortName};Sender`,
  };
  send(response, statusCode, headers, JSON.stringify({ __type: name, message, ...fields }));
}

export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly statusCode: number;
  readonly fields: JsonObject;
}

/** A fault of ours answers as AWS does to its own: an internal failure, which SDKs retry. */
export function asServiceError(error: unknown): ErrorFacts {
  if (error instanceof ServiceError) {
    const { name, message, statusCode } = error;
    return { name, message, statusCode, fields: error instanceof AwsError ? error.fields : {} };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { name: 'InternalFailure', message, statusCode: 500, fields: {} };
}

/** Answers once, and not at all where the client has gone. */
export function send(
  response: AwsResponse,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: string | Buffer = '',
): void {
  if (response.destroyed || response.writableEnded) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}
