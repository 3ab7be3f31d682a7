import alarmsModel from '../services/alarms/api.json' with { type: 'json' };
import { cloudWatchOperations } from '../services/alarms/operations.ts';
import { CLOUDWATCH_PARAMETERS } from '../services/alarms/parameters.ts';
import type { Api } from '../services/api/check-input.ts';
import type { ApiModel } from '../services/api/model.ts';
import { type RestService, restService } from '../services/api/rest.ts';
import { delayOf } from '../services/delays.ts';
import busModel from '../services/event-bus/api.json' with { type: 'json' };
import { eventBusOperations } from '../services/event-bus/operations.ts';
import { EVENT_BUS_PARAMETERS } from '../services/event-bus/parameters.ts';
import { replayOperations } from '../services/event-bus/replay-operations.ts';
import { mappingOperations } from '../services/event-source-mapping/operations.ts';
import lambdaModel from '../services/function-pool/api.json' with { type: 'json' };
import { functionOperations } from '../services/function-pool/operations.ts';
import { LAMBDA_PARAMETERS } from '../services/function-pool/parameters.ts';
import gatewayModel from '../services/gateway/api.json' with { type: 'json' };
import { apiGatewayOperations } from '../services/gateway/operations.ts';
import { API_GATEWAY_PARAMETERS } from '../services/gateway/parameters.ts';
import objectModel from '../services/object-store/api.json' with { type: 'json' };
import { objectOperations } from '../services/object-store/operations.ts';
import { OBJECT_PARAMETERS } from '../services/object-store/parameters.ts';
import queueModel from '../services/queue/api.json' with { type: 'json' };
import { queueOperations } from '../services/queue/operations.ts';
import { QUEUE_PARAMETERS } from '../services/queue/parameters.ts';
import streamModel from '../services/stream/api.json' with { type: 'json' };
import { streamOperations } from '../services/stream/operations.ts';
import { STREAM_PARAMETERS } from '../services/stream/parameters.ts';
import tableModel from '../services/table/api.json' with { type: 'json' };
import { tableOperations } from '../services/table/operations.ts';
import { TABLE_PARAMETERS } from '../services/table/parameters.ts';
import type { LocalCloud } from '../template/local-cloud.ts';
import { type RpcService, rpcService } from './aws-protocol.ts';

/** The APIs that the endpoint serves, by the service's name in a signature. */
export const APIS = {
  kinesis: { name: 'Kinesis', model: streamModel as ApiModel, parameters: STREAM_PARAMETERS },
  events: { name: 'EventBridge', model: busModel as ApiModel, parameters: EVENT_BUS_PARAMETERS },
  sqs: {
    name: 'SQS',
    model: queueModel as ApiModel,
    parameters: QUEUE_PARAMETERS,
    // AWS's model lists only the names of queue attributes here; AWS accepts those of messages too.
    readByService: ['QueueAttributeName'],
    refusals: { missing: 'MissingParameter', invalid: 'InvalidParameterValue' },
  },
  dynamodb: {
    name: 'DynamoDB',
    model: tableModel as ApiModel,
    parameters: TABLE_PARAMETERS,
    readByService: ['AttributeValue'],
  },
  monitoring: {
    name: 'CloudWatch',
    model: alarmsModel as ApiModel,
    parameters: CLOUDWATCH_PARAMETERS,
    refusals: { missing: 'MissingRequiredParameterException', invalid: 'InvalidParameterValueException' },
  },
  lambda: {
    name: 'Lambda',
    model: lambdaModel as ApiModel,
    parameters: LAMBDA_PARAMETERS,
    refusals: { missing: 'InvalidParameterValueException', invalid: 'InvalidParameterValueException' },
  },
  apigateway: {
    name: 'API Gateway',
    model: gatewayModel as ApiModel,
    parameters: API_GATEWAY_PARAMETERS,
    refusals: { missing: 'BadRequestException', invalid: 'BadRequestException' },
  },
  s3: {
    name: 'S3',
    model: objectModel as ApiModel,
    parameters: OBJECT_PARAMETERS,
    refusals: { missing: 'InvalidRequest', invalid: 'InvalidArgument', unserved: 'NotImplemented' },
  },
} as const satisfies Readonly<Record<string, Api>>;

/** Services whose requests name the operation, by the prefix of `x-amz-target`. */
export function rpcServices(cloud: LocalCloud): ReadonlyMap<string, RpcService> {
  const { buses, scheduler, random } = cloud;
  const events = { ...eventBusOperations(buses), ...replayOperations(buses, scheduler, random) };
  return new Map([
    ['AWSEvents', rpcService(APIS.events, events)],
    ['Kinesis_20131202', rpcService(APIS.kinesis, streamOperations(cloud.streams))],
    ['AmazonSQS', rpcService(APIS.sqs, queueOperations(cloud.queues))],
    ['DynamoDB_20120810', rpcService(APIS.dynamodb, tableOperations(cloud.tables))],
    ['GraniteServiceVersion20100801', rpcService(APIS.monitoring, cloudWatchOperations(cloud.metrics, cloud.alarms))],
  ]);
}

export interface RestServices {
  readonly lambda: RestService;
  readonly apigateway: RestService;
  readonly s3: RestService;
}

export function restServices(cloud: LocalCloud): RestServices {
  const { functions: pool, mappings, usagePlans, scheduler, random, objects, delays } = cloud;
  const functions = functionOperations({ pool, scheduler, random });
  return {
    lambda: restService(APIS.lambda, {
      ...functions,
      ...mappingOperations(mappings, () => delayOf(delays.mappingUpdateMs, random)),
    }),
    apigateway: restService(APIS.apigateway, apiGatewayOperations({ usagePlans, clock: scheduler, random })),
    s3: restService(APIS.s3, objectOperations(objects)),
  };
}
