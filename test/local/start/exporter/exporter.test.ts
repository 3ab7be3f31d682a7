import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { MetricAlarm } from '../../../../local/aws/services/alarms/metric-alarm.ts';
import { MetricStore } from '../../../../local/aws/services/metrics/metric-store.ts';
import { metricsText } from '../../../../local/start/exporter/exporter.ts';
import { zero } from '../../../../local/start/ledger/counts.ts';

const MINUTE = 60_000;

function exporter() {
  const scheduler = new VirtualScheduler(10 * MINUTE);
  const metrics = new MetricStore(scheduler);
  const alarmOn = (namespace: string, metricName: string, statistic: string, dimensions: Record<string, string>) => ({
    alarm: new MetricAlarm(
      {
        name: `cairn-dev-${metricName}`,
        arn: '',
        description: '',
        watched: { namespace, metricName, statistic, dimensions },
        periodSeconds: 60,
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        threshold: 0,
        comparison: 'GreaterThanThreshold' as const,
      },
      metrics,
    ),
    state: 'ALARM' as const,
    reason: '',
    since: 0,
  });
  const alarms = [
    alarmOn('AWS/Kinesis', 'IncomingRecords', 'Sum', { StreamName: 'claims' }),
    alarmOn('AWS/ApiGateway', 'Latency', 'p99', { ApiName: 'cairn-dev', Stage: 'dev' }),
  ];
  const figures = {
    events: { 'treasure.claimed': { ...zero(), accepted: 5, processed: 3, inFlight: 2 }, unknown: zero() },
    memory: { processBytes: 1_000, budgetBytes: null, waitingBytes: { queues: 7 }, history: {}, tables: {} },
    alarms,
    faults: [],
  };
  const home = { account: '000000000000', region: 'us-east-1' };
  return { scheduler, metrics, text: () => metricsText({ metrics, ...home }, figures, scheduler.now()) };
}

describe('/metrics', () => {
  it("gives a statistic that an alarm reads YACE's name and labels, with the value of the last whole minute", async () => {
    const { metrics, scheduler, text } = exporter();
    metrics.meter('AWS/Kinesis', 'IncomingRecords', { StreamName: 'claims' })(3);
    metrics.meter('AWS/Kinesis', 'IncomingRecords', { StreamName: 'claims' })(4);
    expect(await text()).not.toContain('aws_kinesis');
    scheduler.advance(MINUTE);
    expect(await text()).toContain(
      'aws_kinesis_incoming_records_sum{name="kinesis-StreamName",region="us-east-1",account_id="000000000000",dimension_StreamName="claims"} 7',
    );
    scheduler.advance(MINUTE);
    expect(await text()).not.toContain('aws_kinesis');
  });

  it('leaves out what no alarm reads', async () => {
    const { metrics, scheduler, text } = exporter();
    metrics.meter('AWS/Kinesis', 'OutgoingRecords', { StreamName: 'claims' })(3);
    scheduler.advance(MINUTE);
    expect(await text()).not.toContain('outgoing');
  });

  it('counts latencies since the start into histograms, in seconds', async () => {
    const { metrics, scheduler, text } = exporter();
    const meter = metrics.meter('AWS/ApiGateway', 'Latency', { ApiName: 'cairn-dev', Stage: 'dev' }, true);
    for (const ms of [4, 40, 400, 400_000]) meter(ms);
    scheduler.advance(300 * MINUTE);
    meter(40);
    const lines = (await text()).split('\n').filter((line) => line.startsWith('cairn_api_request_duration_seconds'));
    expect(lines).toContain('cairn_api_request_duration_seconds_bucket{le="0.005"} 1');
    expect(lines).toContain('cairn_api_request_duration_seconds_bucket{le="0.05"} 3');
    expect(lines).toContain('cairn_api_request_duration_seconds_bucket{le="300"} 4');
    expect(lines).toContain('cairn_api_request_duration_seconds_bucket{le="+Inf"} 5');
    expect(lines).toContain('cairn_api_request_duration_seconds_count 5');
    expect(lines).toContain(`cairn_api_request_duration_seconds_sum ${400.484}`);
  });

  it('takes end-to-end latencies from what functions log, by event type', async () => {
    const { metrics, text } = exporter();
    const dimensions = { stage: 'dev', type: 'treasure.claimed' };
    metrics.take({
      namespace: 'Cairn',
      name: 'EndToEndLatency',
      dimensions,
      dimensionSets: [dimensions],
      values: [90, 110],
      unit: 'Milliseconds',
      sum: 200,
    });
    expect(await text()).toContain('cairn_event_end_to_end_seconds_count{event_type="treasure.claimed"} 2');
  });

  it("has the event ledger's counts by type: those that only grow as counters", async () => {
    const text = await exporter().text();
    expect(text).toContain('# TYPE cairn_events_accepted counter');
    expect(text).toContain('cairn_events_accepted_total{event_type="treasure.claimed"} 5');
    expect(text).toContain('cairn_ledger_in_flight_events{event_type="treasure.claimed"} 2');
    expect(text).toContain('cairn_alarm_raised{alarm_name="cairn-dev-IncomingRecords"} 1');
  });

  it('ends as OpenMetrics wants it, and names each family once', async () => {
    const text = await exporter().text();
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(families).size).toBe(families.length);
  });
});
