import type { Resource, Resources } from './templates.ts';

/** The dimensions that a service publishes a metric with, and the resource type that each value must refer to. */
const DIMENSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS/ApiGateway': { ApiName: 'AWS::ApiGateway::RestApi', Stage: 'AWS::ApiGateway::Stage' },
  'AWS/Lambda': { FunctionName: 'AWS::Lambda::Function' },
  'AWS/Kinesis': { StreamName: 'AWS::Kinesis::Stream' },
  'AWS/SQS': { QueueName: 'AWS::SQS::Queue' },
  'AWS/Events': { EventBusName: 'AWS::Events::EventBus', RuleName: 'AWS::Events::Rule' },
  'AWS/DynamoDB': { TableName: 'AWS::DynamoDB::Table' },
};

const BY_METRIC: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Published for the account and region only.
  PutEventsApproximateThrottledCount: {},
  DroppedEventCount: { EventSourceMappingUUID: 'AWS::Lambda::EventSourceMapping' },
  OnFailureDestinationDeliveredEventCount: { EventSourceMappingUUID: 'AWS::Lambda::EventSourceMapping' },
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
  const expected = BY_METRIC[MetricName] ?? DIMENSIONS[Namespace];
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
