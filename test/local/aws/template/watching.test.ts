import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import type { LocalCloud } from '../../../../local/aws/template/local-cloud.ts';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
import { built } from '../../../helpers/built-stack.ts';
import { miniResources, writeAssembly } from '../../../helpers/mini-stack.ts';

const ALARM = {
  Namespace: 'AWS/Kinesis',
  MetricName: 'IncomingRecords',
  Dimensions: [{ Name: 'StreamName', Value: { Ref: 'Busy' } }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 2,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};
const RESOURCES = {
  Busy: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
  Many: { Type: 'AWS::CloudWatch::Alarm', Properties: ALARM },
  Any: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: { AlarmRule: { 'Fn::Join': ['', ['ALARM("', { Ref: 'Many' }, '")']] } },
  },
};

describe('alarms of the template', () => {
  it('follow the metrics of the services', () => {
    const { scheduler, cloud } = built(RESOURCES);
    cloud.alarms.start();
    const put = () => cloud.streams.named('watch-Busy').put('key', 'eA==', 1);
    for (let index = 0; index < 3; index += 1) put();
    scheduler.advance(61_000);
    expect(cloud.alarms.all().map(({ state }) => state)).toEqual(['ALARM', 'ALARM']);
    // CloudWatch reads two more minutes than it evaluates while there is no newer datapoint.
    put();
    scheduler.advance(60_000);
    expect(cloud.alarms.all().map(({ state }) => state)).toEqual(['OK', 'OK']);
  });

  it.each([
    ['a metric beside metric math', { Metrics: [] }, /MetricName: .*nothing beside Metrics/],
    ['an anomaly model', { ThresholdMetricId: 'band' }, /ThresholdMetricId/],
    ['six actions of a state', { OKActions: ['1', '2', '3', '4', '5', '6'] }, /OKActions: .*at most 5/],
    ['more periods than metrics are kept for', { EvaluationPeriods: 119 }, /at most 118 of 60 s/],
    ['an unknown choice for few values', { EvaluateLowSampleCountPercentile: 'skip' }, /evaluate, ignore/],
    ['seconds', { Period: 10 }, /a multiple of 60/],
    ['an anomaly band', { ComparisonOperator: 'LessThanLowerThreshold' }, /bands have no local model/],
    ['an unknown treatment', { TreatMissingData: 'never' }, /missing, ignore, breaching, notBreaching/],
    ['another statistic', { Statistic: undefined, ExtendedStatistic: 'tm99' }, /statistic tm99/],
  ])('refuse %s by name', (_, change, message) => {
    const properties = { ...ALARM, ...change };
    expect(() => built({ ...RESOURCES, Many: { Type: 'AWS::CloudWatch::Alarm', Properties: properties } })).toThrow(
      message,
    );
  });
});

describe('an alarm on metric math', () => {
  const sum = (Id: string, Period = 60) => ({
    Id,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/Kinesis',
        MetricName: 'IncomingRecords',
        Dimensions: [{ Name: 'StreamName', Value: { Ref: 'Busy' } }],
      },
      Period,
      Stat: 'Sum',
    },
    ReturnData: false,
  });
  const expression = (Expression: string) => ({ Id: 'expr_1', Expression, ReturnData: true });
  const math = (Metrics: unknown) => {
    const { Namespace: _1, MetricName: _2, Dimensions: _3, Statistic: _4, Period: _5, ...rest } = ALARM;
    const Many = { Type: 'AWS::CloudWatch::Alarm', Properties: { ...rest, Threshold: 20, Metrics } };
    return built({ ...RESOURCES, Many });
  };

  it('watches its expression over the other metrics, as CDK renders it', () => {
    const { scheduler, cloud } = math([expression('FILL(records, 0) * 10'), sum('records')]);
    cloud.alarms.start();
    for (let index = 0; index < 3; index += 1) cloud.streams.named('watch-Busy').put('key', 'eA==', 1);
    scheduler.advance(61_000);
    expect(cloud.alarms.all()[0]).toMatchObject({ state: 'ALARM', reason: expect.stringMatching(/^30: /) });
  });

  it.each([
    ['no entry that is returned', [sum('a')], /exactly one entry with ReturnData true/],
    ['two that are', [expression('a'), { ...sum('a'), ReturnData: true }], /exactly one entry with ReturnData true/],
    [
      'a second expression',
      [expression('a'), sum('a'), { Id: 'b', Expression: 'a', ReturnData: false }],
      /one expression/,
    ],
    ['eleven metrics', [expression('a0'), ...Array.from({ length: 11 }, (_, i) => sum(`a${i}`))], /1 to 10 metrics/],
    ['other periods', [expression('a + b'), sum('a'), sum('b', 300)], /metrics of the same Period/],
    ['the same id twice', [expression('a'), sum('a'), sum('a')], /an Id of their own/],
    ['an id in capitals', [expression('A'), sum('A')], /a lower-case letter/],
    ['an unknown function', [expression('RATE(a)'), sum('a')], /resource Many: Metrics: got "RATE\(a\) \(RATE\)"/],
    ['an unknown id', [expression('b'), sum('a')], /b \(b\).*allowed: a;/],
    ['a metric of another account', [expression('a'), { ...sum('a'), AccountId: '1' }], /AccountId/],
  ])('is refused with %s', (_, metrics, message) => {
    expect(() => math(metrics)).toThrow(message);
  });

  it('may be of one metric, without an expression', () => {
    const { cloud } = math([{ ...sum('a'), ReturnData: true }]);
    expect(cloud.alarms.all()[0]?.alarm).toMatchObject({ settings: { watched: { metricName: 'IncomingRecords' } } });
  });
});

describe('actions of the template', () => {
  const Topic = { Type: 'AWS::SNS::Topic', Properties: {} };

  it('are recorded as messages of the composite that has them', () => {
    const Any = { ...RESOURCES.Any, Properties: { ...RESOURCES.Any.Properties, AlarmActions: [{ Ref: 'Topic' }] } };
    const { scheduler, cloud } = built({ ...RESOURCES, Topic, Any });
    cloud.alarms.start();
    for (let index = 0; index < 3; index += 1) cloud.streams.named('watch-Busy').put('key', 'eA==', 1);
    scheduler.advance(61_000);
    expect(cloud.alarms.messages()).toMatchObject([{ alarm: 'watch-Any', to: 'ALARM', action: expect.any(String) }]);
  });

  it('need both periods of a suppressor', () => {
    const properties = { ...RESOURCES.Any.Properties, ActionsSuppressor: 'Many', ActionsSuppressorWaitPeriod: 60 };
    const Any = { ...RESOURCES.Any, Properties: properties };
    expect(() => built({ ...RESOURCES, Any })).toThrow(/ActionsSuppressorExtensionPeriod/);
  });
});

describe('a metric filter of the access log', () => {
  const answer = (cloud: LocalCloud, ...statuses: readonly number[]): void => {
    for (const status of statuses) {
      for (const each of cloud.accessLogFilters) if (each.matches(status)) each.count('dev');
    }
  };
  const counted = (cloud: LocalCloud, scheduler: VirtualScheduler) =>
    cloud.metrics
      .find('Cairn', 'RequestsThrottled', { stage: 'dev' })
      ?.between(scheduler.now(), scheduler.now() + 60_000);
  const filter = (pattern: string, value = '1') => ({
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterPattern: pattern,
        MetricTransformations: [
          {
            MetricNamespace: 'Cairn',
            MetricName: 'RequestsThrottled',
            MetricValue: value,
            Dimensions: [{ Key: 'stage', Value: '$.stage' }],
          },
        ],
      },
    },
  });

  it('counts answers by their status and stage', () => {
    const { cloud, scheduler } = built(filter('{ $.status = "429" }'));
    answer(cloud, 429, 200, 500, 429);
    expect(counted(cloud, scheduler)).toMatchObject({ sum: 2, count: 2 });
  });

  it('may count all but one status, so that with the value 0 beside 1 the average is a share', () => {
    const { Filter: throttled } = filter('{ $.status = "429" }');
    const { Filter: other } = filter('{ $.status != "429" }', '0');
    const { cloud, scheduler } = built({ Throttled: throttled, Other: other });
    answer(cloud, 429, 200, 500, 404);
    expect(counted(cloud, scheduler)).toMatchObject({ sum: 1, count: 4 });
  });

  it.each(['{ $.latency > 5 }', '{ $.status = "4*" }', '{ $.status > "429" }', '{ $.code != "429" }'])(
    'is refused with the pattern %s',
    (pattern) => {
      expect(() => built(filter(pattern))).toThrow(/the only ones with a local model/);
    },
  );

  it('is refused with a value for minutes without a match', () => {
    const { Filter } = filter('{ $.status = "429" }');
    const [transformation] = Filter.Properties.MetricTransformations;
    const properties = { ...Filter.Properties, MetricTransformations: [{ ...transformation, DefaultValue: 0 }] };
    expect(() => built({ Filter: { ...Filter, Properties: properties } })).toThrow(/DefaultValue/);
  });
});

describe('the running chain', () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await startRuntime({
      assemblyDirectory: await writeAssembly({ ...miniResources(), ...RESOURCES }),
      port: 0,
      awsPort: 0,
      signToken: async ({ player }) => player,
    });
  });
  afterAll(() => runtime.close());

  it("measures each service with AWS's dimensions", async () => {
    const response = await fetch(`${runtime.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: 'Bearer ada', 'x-api-key': runtime.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ events: [{ id: 'metric-event-0001', type: 'thing.done' }] }),
    });
    expect(response.status).toBe(202);
    await runtime.drain();
    const found = [...runtime.cloud.metrics.all()]
      .filter((series) => series.between(Date.now() - 120_000, Date.now() + 60_000) !== undefined)
      .map(({ namespace, name, dimensions }) => `${namespace} ${name} ${Object.keys(dimensions).sort().join()}`);
    for (const metric of [
      'AWS/ApiGateway Count ApiName,Stage',
      'AWS/ApiGateway 4XXError ApiName,Stage',
      'AWS/ApiGateway Latency ApiName,Stage',
      'AWS/Events PutEventsApproximateCallCount ',
      'AWS/Events InvocationAttempts EventBusName,RuleName',
      'AWS/Events Invocations EventBusName,RuleName',
      'AWS/Events IngestionToInvocationSuccessLatency EventBusName,RuleName',
      'AWS/Kinesis IncomingRecords StreamName',
      'AWS/Kinesis IncomingBytes StreamName',
      'AWS/Lambda Invocations FunctionName',
      'AWS/Lambda Errors FunctionName',
      'AWS/Lambda Duration FunctionName',
      'AWS/Lambda IteratorAge FunctionName',
      'AWS/Lambda ConcurrentExecutions FunctionName',
      'AWS/Lambda ConcurrentExecutions ',
      'AWS/Lambda ClaimedAccountConcurrency ',
    ]) {
      expect(found).toContain(metric);
    }
  });

  it('shows the messages of each alarm at /local/alarms', async () => {
    const action = 'arn:aws:sns:us-east-1:000000000000:topic';
    const actions = { enabled: true, onAlarm: [action], onOk: [], onInsufficientData: [] };
    runtime.cloud.alarms.add({
      name: 'Sure',
      arn: 'arn:Sure',
      description: '',
      rule: 'TRUE',
      holds: () => true,
      actions,
    });
    runtime.cloud.alarms.judge();
    const alarms = (await (await fetch(`${runtime.url}/local/alarms`)).json()) as { name: string }[];
    runtime.cloud.alarms.delete('Sure');
    expect(alarms.find(({ name }) => name === 'Sure')).toMatchObject({
      messages: [{ at: expect.stringMatching(/^\d{4}-.*Z$/), to: 'ALARM', action, reason: 'TRUE' }],
    });
    expect(alarms.find(({ name }) => name !== 'Sure')).toMatchObject({ messages: [] });
  });

  it('shows its alarms at /local/alarms', async () => {
    const alarms = await (await fetch(`${runtime.url}/local/alarms`)).json();
    expect(alarms).toMatchObject([
      { name: expect.stringMatching(/-Many$/), reason: expect.any(String), since: expect.any(String), messages: [] },
      { name: expect.stringMatching(/-Any$/) },
    ]);
  });
});
