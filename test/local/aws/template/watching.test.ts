import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { createCloud } from '../../../../local/aws/runtime/create-cloud.ts';
import { buildStack } from '../../../../local/aws/template/build.ts';
import { readTemplate } from '../../../../local/aws/template/template.ts';
import { type Runtime, startRuntime } from '../../../../local/start/runtime.ts';
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

/** The resources built on a virtual clock, with no function. */
function built(resources: Record<string, unknown>) {
  const scheduler = new VirtualScheduler(Date.UTC(2026, 10, 23));
  const { cloud } = createCloud({
    assets: new Map(),
    observers: {},
    scheduler,
    random: seededRandom(1),
    awsUrl: 'http://127.0.0.1:4566',
    region: 'us-east-1',
    poll: 'immediate',
    maxEnvironments: 1,
    log: () => {},
  });
  buildStack(readTemplate('watch', { Resources: resources }), cloud);
  return { scheduler, cloud };
}

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
    ['metric math', { Metrics: [] }, /Metrics/],
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

describe('a metric filter of the access log', () => {
  const filter = (pattern: string) => ({
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        FilterPattern: pattern,
        MetricTransformations: [
          {
            MetricNamespace: 'Cairn',
            MetricName: 'RequestsThrottled',
            MetricValue: '1',
            Dimensions: [{ Key: 'stage', Value: '$.stage' }],
          },
        ],
      },
    },
  });

  it('counts answers by their status and stage', () => {
    const { cloud, scheduler } = built(filter('{ $.status = "429" }'));
    for (const { status, count } of cloud.accessLogFilters) if (status === 429) count('dev');
    const series = cloud.metrics.find('Cairn', 'RequestsThrottled', { stage: 'dev' });
    expect(series?.between(scheduler.now(), scheduler.now() + 60_000)?.sum).toBe(1);
  });

  it('is refused with another pattern', () => {
    expect(() => built(filter('{ $.latency > 5 }'))).toThrow(/the only one with a local model/);
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
      'AWS/Events IngestionToInvocationSuccessLatency EventBusName,RuleName',
      'AWS/Kinesis IncomingRecords StreamName',
      'AWS/Kinesis IncomingBytes StreamName',
      'AWS/Lambda Invocations FunctionName',
      'AWS/Lambda Errors FunctionName',
      'AWS/Lambda Duration FunctionName',
      'AWS/Lambda IteratorAge FunctionName',
    ]) {
      expect(found).toContain(metric);
    }
  });

  it('shows its alarms at /local/alarms', async () => {
    const alarms = await (await fetch(`${runtime.url}/local/alarms`)).json();
    expect(alarms).toMatchObject([
      { name: expect.stringMatching(/-Many$/), reason: expect.any(String), since: expect.any(String) },
      { name: expect.stringMatching(/-Any$/) },
    ]);
  });
});
