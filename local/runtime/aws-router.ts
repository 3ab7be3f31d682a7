import { cloudWatchOperations } from '../services/alarms/operations.ts';
import { eventBusOperations } from '../services/event-bus/operations.ts';
import { replayOperations } from '../services/event-bus/replay-operations.ts';
import { mappingRest } from '../services/event-source-mapping/rest.ts';
import { lambdaRest } from '../services/function-pool/rest.ts';
import { apiGatewayRest } from '../services/gateway/rest.ts';
import { errorXml, objectRest } from '../services/object-store/rest.ts';
import type { JsonObject } from '../services/operation.ts';
import { queueOperations } from '../services/queue/operations.ts';
import { streamOperations } from '../services/stream/operations.ts';
import { tableOperations } from '../services/table/operations.ts';
import type { LocalCloud } from '../template/local-cloud.ts';
import type { AwsRequest, AwsRequestListener, AwsResponse } from './aws-endpoint.ts';
import { answerJson, asServiceError, type JsonServices, notImplemented, send } from './aws-protocol.ts';

/** Lambda's operations carry the date of their version. */
const LAMBDA_PATH = /^\/20(15-03-31|17-10-31|19-09-30)\//;

/** Sends each request of the AWS-compatible endpoint to its service. */
export function routeAwsRequests(cloud: LocalCloud): AwsRequestListener {
  const jsonServices: JsonServices = {
    AWSEvents: {
      name: 'EventBridge',
      operations: {
        ...eventBusOperations(cloud.buses),
        ...replayOperations(cloud.buses, cloud.scheduler, cloud.random),
      },
    },
    Kinesis_20131202: { name: 'Kinesis', operations: streamOperations(cloud.streams) },
    AmazonSQS: { name: 'SQS', operations: queueOperations(cloud.queues) },
    DynamoDB_20120810: { name: 'DynamoDB', operations: tableOperations(cloud.tables) },
    GraniteServiceVersion20100801: {
      name: 'CloudWatch',
      operations: cloudWatchOperations(cloud.metrics, cloud.alarms),
    },
  };
  return (request, response, body) => {
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') answerJson(jsonServices, target, request, response, body);
    else if (LAMBDA_PATH.test(request.url ?? '')) void answerLambda(cloud, request, response, body);
    else if (request.headers.authorization?.includes('/apigateway/aws4_request') === true) {
      answerApiGateway(cloud, request, response, body);
    } else if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true) {
      refuseQuery(response, body);
    } else answerS3(cloud, request, response, body);
  };
}

async function answerLambda(
  cloud: LocalCloud,
  request: AwsRequest,
  response: AwsResponse,
  body: Buffer,
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const [path = '/', search = ''] = url.split('?');
  try {
    const kind = headers['x-amz-invocation-type'];
    const type = typeof kind === 'string' ? kind : undefined;
    const text = body.toString();
    const query = new URLSearchParams(search);
    const answer =
      mappingRest(cloud.mappings, method, path, query, text) ??
      (await lambdaRest({ ...cloud, pool: cloud.functions }, method, path, type, text));
    if (answer === undefined) throw notImplemented('Lambda', `${method} ${path}`);
    send(response, answer.status, answer.headers, answer.body);
  } catch (error) {
    sendRestError(response, error);
  }
}

function answerApiGateway(cloud: LocalCloud, request: AwsRequest, response: AwsResponse, body: Buffer): void {
  const { method = 'GET', url = '/' } = request;
  const [path = '/'] = url.split('?');
  try {
    const { usagePlans, scheduler: clock, random } = cloud;
    const input: JsonObject = body.length === 0 ? {} : JSON.parse(body.toString());
    const answer = apiGatewayRest({ usagePlans, clock, random }, method, path, input);
    if (answer === undefined) throw notImplemented('API Gateway', `${method} ${path}`);
    send(response, answer.status, { 'content-type': 'application/json' }, answer.body);
  } catch (error) {
    sendRestError(response, error);
  }
}

function sendRestError(response: AwsResponse, error: unknown): void {
  const { name, message, statusCode } = asServiceError(error);
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': name };
  send(response, statusCode, headers, JSON.stringify({ Type: 'User', message, Message: message }));
}

function answerS3(cloud: LocalCloud, request: AwsRequest, response: AwsResponse, body: Buffer): void {
  const { method = 'GET', url = '/', headers } = request;
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const virtualHost = /^([^:]+?)\.(?:s3\.)?localhost(?::\d+)?$/.exec(headers.host ?? '')?.[1];
  const [first = '', ...rest] = pathname.slice(1).split('/');
  const [bucket, key] = virtualHost === undefined ? [first, rest.join('/')] : [virtualHost, pathname.slice(1)];
  try {
    const answer = objectRest(cloud.objects, {
      method,
      bucket,
      key: decodeURIComponent(key),
      query: searchParams,
      contentType: headers['content-type'],
      awsChunked: headers['content-encoding']?.includes('aws-chunked') === true,
      body,
    });
    if (method === 'HEAD' && answer.body === undefined) {
      send(response, answer.status, answer.headers);
      return;
    }
    send(response, answer.status, answer.headers, answer.body);
  } catch (error) {
    const { name, message, statusCode } = asServiceError(error);
    send(response, statusCode, { 'content-type': 'application/xml' }, method === 'HEAD' ? '' : errorXml(name, message));
  }
}

/** The query protocol of STS, IAM and older services: nothing of it is modelled. */
function refuseQuery(response: AwsResponse, body: Buffer): void {
  const action = new URLSearchParams(body.toString()).get('Action') ?? 'unknown operation';
  const message = `not implemented by the local runtime: ${action}`;
  const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>${message}</Message></Error></ErrorResponse>`;
  send(response, 400, { 'content-type': 'text/xml' }, xml);
}
