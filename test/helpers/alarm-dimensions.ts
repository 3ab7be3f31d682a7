import type { Resource, Resources } from './templates.ts';

type Dimensions = Readonly<Record<string, string>>;

const API: Dimensions = { ApiName: 'AWS::ApiGateway::RestApi', Stage: 'AWS::ApiGateway::Stage' };
const FUNCTION: Dimensions = { FunctionName: 'AWS::Lambda::Function' };
const MAPPING: Dimensions = { EventSourceMappingUUID: 'AWS::Lambda::EventSourceMapping' };
const STREAM: Dimensions = { StreamName: 'AWS::Kinesis::Stream' };
const RULE: Dimensions = { EventBusName: 'AWS::Events::EventBus', RuleName: 'AWS::Events::Rule' };
const TABLE: Dimensions = { TableName: 'AWS::DynamoDB::Table' };

/**
 * The metrics that services publish, by name, with their dimensions and the resource type that each value must refer to.
 * Pages: apigateway/latest/developerguide/api-gateway-metrics-and-dimensions, lambda/latest/dg/monitoring-metrics-types and
 * monitoring-metrics-view, streams/latest/dev/monitoring-with-cloudwatch, eventbridge/latest/userguide/eb-monitoring,
 * amazondynamodb/latest/developerguide/metrics-dimensions, SQSDeveloperGuide/sqs-available-cloudwatch-metrics.
 */
const PUBLISHED: Readonly<Record<string, Readonly<Record<string, Dimensions>>>> = {
  'AWS/ApiGateway': { Latency: API, '4XXError': API, '5XXError': API },
  'AWS/Lambda': {
    Errors: FUNCTION,
    Throttles: FUNCTION,
    Duration: FUNCTION,
    IteratorAge: FUNCTION,
    DestinationDeliveryFailures: FUNCTION,
    DroppedEventCount: MAPPING,
    OnFailureDestinationDeliveredEventCount: MAPPING,
  },
  'AWS/Kinesis': { WriteProvisionedThroughputExceeded: STREAM, ReadProvisionedThroughputExceeded: STREAM },
  'AWS/SQS': { ApproximateNumberOfMessagesVisible: { QueueName: 'AWS::SQS::Queue' } },
  'AWS/Events': {
    FailedInvocations: RULE,
    InvocationsFailedToBeSentToDlq: RULE,
    IngestionToInvocationSuccessLatency: RULE,
    // Published for the account and region only.
    PutEventsApproximateThrottledCount: {},
  },
  'AWS/DynamoDB': { ReadThrottleEvents: TABLE, WriteThrottleEvents: TABLE },
  // What functions write themselves; the value is the stage's name.
  Cairn: { AuthorizerFaults: { stage: 'AWS::ApiGateway::Stage' } },
};

/** Why alarms could never leave INSUFFICIENT_DATA: one sentence a fault. */
export function alarmFaults(resources: Resources): readonly string[] {
  return Object.entries(resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
    .flatMap(([id, alarm]) => faultsOf(id, alarm, resources));
}

function faultsOf(id: string, { Properties }: Resource, resources: Resources): readonly string[] {
  const { Namespace, MetricName } = Properties;
  const given: Readonly<Record<string, unknown>> = Object.fromEntries(
    (Properties.Dimensions ?? []).map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]),
  );
  const custom = Object.values(resources).find(
    ({ Type, Properties: filter }) =>
      Type === 'AWS::Logs::MetricFilter' &&
      filter.MetricTransformations[0].MetricNamespace === Namespace &&
      filter.MetricTransformations[0].MetricName === MetricName,
  );
  if (custom !== undefined) {
    const wanted = custom.Properties.MetricTransformations[0].Dimensions.map(({ Key }: { Key: string }) => Key);
    return sameNames(id, wanted, Object.keys(given));
  }
  const expected = PUBLISHED[Namespace]?.[MetricName];
  if (expected === undefined) return [`${id}: nothing publishes ${Namespace} ${MetricName}`];
  const optional = Namespace === 'AWS/DynamoDB' ? ['GlobalSecondaryIndexName'] : [];
  const names = Object.keys(given).filter((name) => !optional.includes(name));
  return [
    ...sameNames(id, Object.keys(expected), names),
    ...Object.entries(expected)
      .filter(([name, type]) => name in given && !refersTo(given[name], type, resources))
      .map(([name, type]) => `${id}: ${name} is no ${type} of the template`),
  ];
}

function sameNames(id: string, wanted: readonly string[], given: readonly string[]): readonly string[] {
  return [
    ...wanted.filter((name) => !given.includes(name)).map((name) => `${id}: lacks the dimension ${name}`),
    ...given.filter((name) => !wanted.includes(name)).map((name) => `${id}: nothing publishes the dimension ${name}`),
  ];
}

function refersTo(value: unknown, type: string, resources: Resources): boolean {
  if (type === 'AWS::ApiGateway::Stage' && typeof value === 'string') {
    return Object.values(resources).some(({ Type, Properties }) => Type === type && Properties.StageName === value);
  }
  // A REST API's metrics carry its label, not its id.
  if (type === 'AWS::ApiGateway::RestApi') {
    return Object.values(resources).some(({ Type, Properties }) => Type === type && Properties.Name === value);
  }
  return [...references(value)].some((id) => resources[id]?.Type === type);
}

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  if ('Ref' in value) yield String(value.Ref);
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) yield String(value['Fn::GetAtt'][0]);
  for (const inner of Object.values(value)) yield* references(inner);
}
