import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { pascalName } from '../../../catalog/names.ts';
import { alarmFaults } from '../../helpers/alarm-dimensions.ts';
import { type Resources, resourcesOf, stageNames, templateOf } from '../../helpers/templates.ts';

const ALARM = 'AWS::CloudWatch::Alarm';

/** Returns the template's resources with other dimensions of the alarm `id`. */
function withDimensions(resources: Resources, id: string, dimensions: readonly object[]): Resources {
  const alarm = resources[id];
  if (alarm === undefined) throw new Error(`no alarm ${id}`);
  return { ...resources, [id]: { ...alarm, Properties: { ...alarm.Properties, Dimensions: dimensions } } };
}

describe('Alarms', () => {
  it.each(stageNames)('of stage %s have the full dimensions of resources in the template', (name) => {
    expect(alarmFaults(resourcesOf(templateOf(name)))).toEqual([]);
  });

  it('are found if StreamName is missing, misspelled, or of another resource', () => {
    const resources = resourcesOf(templateOf('dev'));
    const [id] = Object.entries(resources).find(([, { Properties }]) => Properties.Namespace === 'AWS/Kinesis') ?? [''];
    const [queue] = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::SQS::Queue') ?? [''];
    const faults = (dimensions: readonly object[]) => alarmFaults(withDimensions(resources, id, dimensions));
    expect(faults([])).toEqual([`${id}: lacks the dimension StreamName`]);
    expect(faults([{ Name: 'Stream', Value: { Ref: queue } }])).toEqual([
      `${id}: lacks the dimension StreamName`,
      `${id}: nothing publishes the dimension Stream`,
    ]);
    expect(faults([{ Name: 'StreamName', Value: { Ref: queue } }])).toEqual([
      `${id}: StreamName is no AWS::Kinesis::Stream of the template`,
    ]);
    expect(faults([{ Name: 'StreamName', Value: 'a-stream-elsewhere' }])).toHaveLength(1);
  });

  it('are found if nothing publishes their metric, or if a metric of Cairn has another stage', () => {
    const resources = resourcesOf(templateOf('dev'));
    const [id, alarm] =
      Object.entries(resources).find(([, { Properties }]) => Properties.MetricName === 'AuthorizerFaults') ?? [];
    if (id === undefined || alarm === undefined) throw new Error('no alarm on AuthorizerFaults');
    const misspelt = { ...alarm, Properties: { ...alarm.Properties, MetricName: 'AuthorizerFault' } };
    expect(alarmFaults({ ...resources, [id]: misspelt })).toEqual([`${id}: nothing publishes Cairn AuthorizerFault`]);
    expect(alarmFaults(withDimensions(resources, id, [{ Name: 'stage', Value: 'prod' }]))).toEqual([
      `${id}: stage is no AWS::ApiGateway::Stage of the template`,
    ]);
  });

  it.each(stageNames)(
    'of stage %s send a message to its topic when they are raised and when they are cleared',
    (name) => {
      const template = templateOf(name);
      const [topic] = Object.keys(resourcesOf(template, 'AWS::SNS::Topic'));
      const alarms = Object.values(resourcesOf(template, ALARM));
      expect(alarms.length).toBeGreaterThan(90);
      for (const { Properties } of alarms) {
        expect(Properties).toMatchObject({ AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
      }
    },
  );

  it('do not watch errors of the authorizer, which rejects bad tokens by throwing', () => {
    const names = Object.entries(resourcesOf(templateOf('prod'), ALARM))
      .filter(([id]) => id.startsWith('AlarmsAuthorize'))
      .map(([, { Properties }]) => Properties.MetricName);
    expect(names.sort()).toEqual(['Duration', 'Throttles']);
    templateOf('prod').hasResourceProperties(ALARM, { MetricName: 'AuthorizerFaults', Namespace: 'Cairn' });
  });

  it('watch reads and writes of the leaderboard index separately from those of the table', () => {
    const watched = Object.values(resourcesOf(templateOf('prod'), ALARM))
      .filter(({ Properties }) => Properties.Namespace === 'AWS/DynamoDB')
      .map(({ Properties }) => `${Properties.MetricName} ${Properties.Dimensions.length}`);
    expect(watched.sort()).toEqual([
      'ReadThrottleEvents 1',
      'ReadThrottleEvents 2',
      'WriteThrottleEvents 1',
      'WriteThrottleEvents 2',
    ]);
  });

  it('on queues describe that an idle queue reports late', () => {
    const queues = Object.values(resourcesOf(templateOf('prod'), ALARM)).filter(
      ({ Properties }) => Properties.Namespace === 'AWS/SQS',
    );
    for (const { Properties } of queues) expect(Properties.AlarmDescription).toMatch(/up to 15 minutes late\.$/);
  });

  it('describe their meaning and the remedy, and do not treat missing data as breaching', () => {
    for (const { Properties } of Object.values(resourcesOf(templateOf('prod'), ALARM))) {
      expect(Properties.AlarmDescription).toMatch(/^.+: .{60,}\.$/);
      expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(1_024);
      expect(Properties.TreatMissingData).toBe('notBreaching');
      expect(Properties.DatapointsToAlarm).toBeLessThanOrEqual(Properties.EvaluationPeriods);
    }
  });

  it.each(catalog.map(({ type }) => type))('watch every step of %s', (type) => {
    const ours = Object.entries(resourcesOf(templateOf('prod'), ALARM))
      .filter(([id]) => id.startsWith(`${pascalName(type)}Alarms`))
      .map(([, { Properties }]) => `${Properties.Namespace} ${Properties.MetricName}`);
    expect(ours.sort()).toEqual([
      'AWS/Events FailedInvocations',
      'AWS/Events IngestionToInvocationSuccessLatency',
      'AWS/Events InvocationsFailedToBeSentToDlq',
      'AWS/Kinesis ReadProvisionedThroughputExceeded',
      'AWS/Kinesis WriteProvisionedThroughputExceeded',
      'AWS/Lambda DestinationDeliveryFailures',
      'AWS/Lambda DroppedEventCount',
      'AWS/Lambda Duration',
      'AWS/Lambda Errors',
      'AWS/Lambda IteratorAge',
      'AWS/Lambda OnFailureDestinationDeliveredEventCount',
      'AWS/Lambda Throttles',
      'AWS/SQS ApproximateNumberOfMessagesVisible',
    ]);
  });

  it('watch every queue of the stack', () => {
    const template = templateOf('prod');
    const queues = Object.keys(resourcesOf(template, 'AWS::SQS::Queue'));
    for (const queue of queues) {
      template.hasResourceProperties(ALARM, {
        Namespace: 'AWS/SQS',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
        Threshold: 0,
      });
    }
  });

  it("count throttled requests from the stage's access log", () => {
    const template = templateOf('dev');
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.status = "429" }',
      MetricTransformations: [Match.objectLike({ Dimensions: [{ Key: 'stage', Value: '$.stage' }] })],
    });
    const [stage] = Object.values(resourcesOf(template, 'AWS::ApiGateway::Stage'));
    const format = JSON.parse(stage?.Properties.AccessLogSetting.Format);
    expect(format).toMatchObject({ stage: '$context.stage', status: '$context.status' });
  });
});
