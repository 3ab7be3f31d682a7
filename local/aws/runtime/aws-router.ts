import type { RestAnswer, RestRequest, RestService } from '../services/api/rest.ts';
import { errorXml } from '../services/object-store/operations.ts';
import { ServiceError } from '../services/service-error.ts';
import { describeStacks } from '../services/stacks/describe-stacks.ts';
import type { LocalCloud } from '../template/local-cloud.ts';
import { CBOR_1_1, type Encoding, jsonEncoding, RPC_V2_CBOR } from './aws-encoding.ts';
import type { AwsRequest, AwsRequestListener, AwsResponse } from './aws-endpoint.ts';
import { answerRpc, asServiceError, notImplemented, type RpcService, send, sendRpcError } from './aws-protocol.ts';
import { restServices, rpcServices } from './aws-services.ts';

/** Lambda's paths begin with the date of their version; no bucket's path does. */
const LAMBDA_PATH = /^\/20\d\d-\d\d-\d\d\//;
/** @see https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html#requests */
const RPC_V2_PATH = /^\/service\/([^/]+)\/operation\/([^/?]+)$/;
/** The service's name in the scope of a signature, in a header or a presigned query. */
const SIGNED_FOR = /\/([a-z0-9-]+)(?:\/|%2F)aws4_request/i;

type AnswerRest = (service: RestService, request: AwsRequest, response: AwsResponse, body: Buffer) => Promise<void>;

/** Sends each request of the AWS-compatible endpoint to its service. */
export function routeAwsRequests(cloud: LocalCloud): AwsRequestListener {
  const rpc = rpcServices(cloud);
  const rest = restServices(cloud);
  return (request, response, body) => {
    const { url = '/', headers } = request;
    const target = headers['x-amz-target'];
    if (headers['smithy-protocol'] !== undefined) {
      answerSmithy(rpc, request, response, body);
    } else if (typeof target === 'string') {
      answerTarget(rpc, target, request, response, body);
    } else {
      const service = SIGNED_FOR.exec(headers.authorization ?? url)?.[1];
      if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
        answerQuery(cloud, service, response, body);
      } else if (service === 'lambda' || (service === undefined && LAMBDA_PATH.test(url))) {
        void answerRestJson('Lambda')(rest.lambda, request, response, body);
      } else if (service === 'apigateway') {
        void answerRestJson('API Gateway')(rest.apigateway, request, response, body);
      } else if (service === 's3' || (service === undefined && isBucket(cloud, request))) {
        void answerS3(rest.s3, request, response, body);
      } else refuseUnknown(service, request, response);
    }
  };
}

/** Answers Smithy's RPC v2, whose path names service and operation. AWS's clients use only its CBOR encoding. */
function answerSmithy(
  rpc: ReadonlyMap<string, RpcService>,
  { url = '/', headers }: AwsRequest,
  response: AwsResponse,
  body: Buffer,
): void {
  const [, service, operation] = RPC_V2_PATH.exec(url) ?? [];
  const protocol = String(headers['smithy-protocol']);
  if (protocol !== 'rpc-v2-cbor' || service === undefined || operation === undefined) {
    const error = new ServiceError(
      'UnknownOperationException',
      `not implemented by the local runtime: the protocol ${protocol} at ${url}; use rpc-v2-cbor at /service/SERVICE/operation/OPERATION`,
    );
    sendRpcError(response, jsonEncoding('application/json'), error);
    return;
  }
  if (rpc.has(service)) answerRpc(rpc.get(service), operation, RPC_V2_CBOR, body, response);
  else sendRpcError(response, RPC_V2_CBOR, notImplemented(service, operation));
}

const ANY_JSON = /^application\/(?:x-amz-json-1\.[01]|json)\s*(?:;|$)/;

/** Answers AWS's JSON protocols, and the CBOR variant of Kinesis's clients. */
function answerTarget(
  rpc: ReadonlyMap<string, RpcService>,
  target: string,
  { headers }: AwsRequest,
  response: AwsResponse,
  body: Buffer,
): void {
  const [prefix = '', operation = ''] = target.split('.');
  const contentType = headers['content-type'] ?? 'application/x-amz-json-1.1';
  const encoding = encodingOf(contentType);
  if (encoding === undefined) {
    const error = new ServiceError(
      'UnknownOperationException',
      `not implemented by the local runtime: ${target} as ${contentType}; use application/x-amz-json-1.0, application/x-amz-json-1.1 and application/x-amz-cbor-1.1`,
    );
    sendRpcError(response, jsonEncoding('application/x-amz-json-1.1'), error);
  } else if (rpc.has(prefix)) answerRpc(rpc.get(prefix), operation, encoding, body, response);
  else sendRpcError(response, encoding, notImplemented(prefix, operation));
}

function encodingOf(contentType: string): Encoding | undefined {
  if (contentType.startsWith('application/x-amz-cbor-1.1')) return CBOR_1_1;
  return ANY_JSON.test(contentType) ? jsonEncoding(contentType) : undefined;
}

function restRequest({ method = 'GET', url = '/', headers }: AwsRequest, body: Buffer): RestRequest {
  const [path = '/', search = ''] = url.split('?');
  return { method, path, query: new URLSearchParams(search), headers, body };
}

function answerRestJson(name: string): AnswerRest {
  return async (service, request, response, body) => {
    try {
      const answer = await service(restRequest(request, body));
      if (answer === undefined) throw notImplemented(name, `${request.method} ${request.url}`);
      sendRest(response, answer);
    } catch (error) {
      const { name: code, message, statusCode } = asServiceError(error);
      const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
      send(response, statusCode, headers, JSON.stringify({ Type: 'User', message, Message: message }));
    }
  };
}

function sendRest(response: AwsResponse, { status = 200, headers = {}, body = '' }: RestAnswer): void {
  if (typeof body === 'string' || Buffer.isBuffer(body)) send(response, status, headers, body);
  else send(response, status, { 'content-type': 'application/json', ...headers }, JSON.stringify(body));
}

/** With S3's virtual-hosted addresses, the bucket is the first part of the host name. */
const VIRTUAL_HOST = /^([^:]+?)\.(?:s3\.)?localhost(?::\d+)?$/;

/** Returns the path with the bucket in front, for both of S3's address styles. */
function bucketPath({ url = '/', headers }: AwsRequest): string {
  const [path = '/'] = url.split('?');
  const bucket = VIRTUAL_HOST.exec(headers.host ?? '')?.[1];
  return bucket === undefined ? path : `/${bucket}${path}`;
}

/** Returns whether an unsigned request names a bucket: only S3 has objects that a browser may read. */
function isBucket(cloud: LocalCloud, request: AwsRequest): boolean {
  const [, bucket = ''] = bucketPath(request).split('/');
  return cloud.objects.bucketNames().includes(bucket);
}

async function answerS3(service: RestService, request: AwsRequest, response: AwsResponse, body: Buffer): Promise<void> {
  const isHead = request.method === 'HEAD';
  try {
    const rest = restRequest(request, body);
    const answer = await service({ ...rest, path: bucketPath(request) });
    if (answer === undefined) {
      const asked = `S3.${rest.method} ${rest.path}${rest.query.size > 0 ? `?${rest.query}` : ''}`;
      throw new ServiceError('NotImplemented', `not implemented by the local runtime: ${asked}`, { statusCode: 501 });
    }
    sendRest(response, answer);
  } catch (error) {
    const { name, message, statusCode } = asServiceError(error);
    send(response, statusCode, { 'content-type': 'application/xml' }, isHead ? '' : errorXml(name, message));
  }
}

/** Answers DescribeStacks, which has no other protocol, and refuses every other operation of AWS's query protocol. */
function answerQuery(cloud: LocalCloud, service: string | undefined, response: AwsResponse, body: Buffer): void {
  const input = new URLSearchParams(body.toString());
  if (input.get('Action') !== 'DescribeStacks') {
    refuseQuery(service, response, body);
    return;
  }
  const headers = { 'content-type': 'text/xml' };
  try {
    send(response, 200, headers, describeStacks(cloud.stacks, input.get('StackName') ?? undefined, cloud));
  } catch (error) {
    const { name, message } = asServiceError(error);
    const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`;
    send(response, 400, headers, xml);
  }
}

/**
 * Refuses AWS's query protocol, which STS and IAM use, and SQS and CloudWatch in clients older than their JSON and CBOR
 * protocols. Its operations have no local model.
 */
function refuseQuery(service: string | undefined, response: AwsResponse, body: Buffer): void {
  const action = new URLSearchParams(body.toString()).get('Action') ?? 'unknown operation';
  const newer =
    service === 'sqs' || service === 'monitoring'
      ? " in AWS's query protocol; use a client of 2024 or later, which speaks JSON or CBOR"
      : '';
  const message = `not implemented by the local runtime: ${service === undefined ? '' : `${service} `}${action}${newer}`;
  const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${message}</Message></Error></ErrorResponse>`;
  send(response, 400, { 'content-type': 'text/xml' }, xml);
}

/** Refuses a request that no service here accepts, with an error that names it. Without this, S3 would get it. */
function refuseUnknown(service: string | undefined, request: AwsRequest, response: AwsResponse): void {
  const asked = `${request.method} ${request.url}`;
  const message =
    service === undefined
      ? `no service of the local runtime accepts ${asked}: it has no x-amz-target, no signature, and names no bucket`
      : `not implemented by the local runtime: the service ${service} (${asked})`;
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': 'UnknownOperationException' };
  send(response, 404, headers, JSON.stringify({ __type: 'UnknownOperationException', message }));
}
