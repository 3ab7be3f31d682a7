import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Api, inputCheck } from '../../local/aws/services/api/check-input.ts';
import type { JsonObject, Operations } from '../../local/aws/services/operation.ts';
import { ServiceError } from '../../local/aws/services/service-error.ts';

export interface Endpoint {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A service's operations over AWS's JSON 1.0 on a free loopback port: no more than a contract suite needs. Inputs are
 * checked against AWS's model first, as the AWS-compatible endpoint does.
 */
export async function jsonEndpoint(api: Api, operations: Operations): Promise<Endpoint> {
  const check = inputCheck(api);
  const checked = (name: string, input: JsonObject): unknown => {
    check(name, input);
    return operations[name]?.(input);
  };
  const server = createServer((request, response) => {
    answer(operations, checked, request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  operations: Operations,
  perform: (name: string, input: JsonObject) => unknown,
  request: IncomingMessage,
): Promise<[number, unknown]> {
  const name = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
  if (!Object.hasOwn(operations, name)) return [400, { __type: 'UnknownOperationException', message: name }];
  try {
    return [200, perform(name, JSON.parse(await text(request)))];
  } catch (error) {
    if (error instanceof ServiceError) {
      return [error.statusCode, { __type: error.name, message: error.message, ...error.fields }];
    }
    return [500, { __type: 'InternalServerError', message: String(error) }];
  }
}
