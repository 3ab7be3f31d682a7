import { describe, expect, it } from 'vitest';
import { setting } from '../../../../core/chain/setting.ts';
import {
  type AlarmDefinition,
  alarm,
  type CompositeDefinition,
  type MissingData,
} from '../../../../core/monitoring/alarm.ts';
import { generatedName } from '../../../../core/monitoring/prometheus/names.ts';
import {
  type AlertingRule,
  prometheusRules,
  type RecordingRule,
} from '../../../../core/monitoring/prometheus/rules.ts';
import type { MetricSignal, Subject } from '../../../../core/monitoring/signal.ts';

const sum = (metricName: string, dimensions: MetricSignal['dimensions'], namespace = 'AWS/Lambda'): MetricSignal => ({
  namespace,
  metricName,
  dimensions,
  statistic: 'Sum',
  unit: 'Count',
});
const HANDLER: Subject = { kind: 'handler', type: 'treasure.claimed' };
const MAPPING: Subject = { kind: 'mapping', type: 'treasure.claimed' };

function definition(id: string, changes: Partial<AlarmDefinition> = {}): AlarmDefinition {
  return {
    ...alarm({
      id,
      signal: sum('Errors', { FunctionName: HANDLER }),
      threshold: setting(3, 'Three.'),
      severity: 'page',
      pack: 'lite',
      players: 'Nothing.',
      description: 'treasure.claimed: it fails.',
      runbook: 'function-errors',
    }),
    ...changes,
  };
}

function rulesOf(alarms: readonly AlarmDefinition[], composites: readonly CompositeDefinition[] = []) {
  const groups = prometheusRules(
    { alarms, composites },
    {
      stage: 'prod',
      patternOf: ({ kind }) => (kind === 'mapping' ? undefined : `cairn-prod-${kind}(-.+)?`),
      runbooks: 'https://example.com',
    },
  );
  const rules = groups.flatMap((group) => group.rules);
  return {
    alerts: rules.filter((rule): rule is AlertingRule => 'alert' in rule && rule.alert !== 'NotScraped'),
    recorded: rules.filter((rule): rule is RecordingRule => 'record' in rule),
  };
}

const SIGNAL = (alarmId: string): string => `cairn:alarm_signal{stage="prod", alarm="${alarmId}"}`;

describe('The rules of Prometheus', () => {
  it('record what an alarm watches and its threshold, by names that match on AWS and here', () => {
    const { recorded } = rulesOf([definition('TreasureClaimed/HandlerErrors', { type: 'treasure.claimed' })]);
    const labels = { stage: 'prod', event_type: 'treasure.claimed', alarm: 'TreasureClaimed/HandlerErrors' };
    expect(recorded).toEqual([
      {
        record: 'cairn:alarm_signal',
        expr: '(sum(aws_lambda_errors_sum{dimension_FunctionName=~"cairn-prod-handler(-.+)?"}) > -Inf)',
        labels,
      },
      { record: 'cairn:alarm_threshold', expr: 'vector(3)', labels },
    ]);
  });

  it('count breaching minutes, without the one at the left edge of the window', () => {
    const { alerts } = rulesOf([definition('Ingest/Errors', { periods: [3, 5] })]);
    expect(alerts[0]?.expr).toBe(`count_over_time((${SIGNAL('Ingest/Errors')} > 3)[299s:1m]) >= 3`);
  });

  it('judge a single minute as it is', () => {
    const { alerts } = rulesOf([definition('Ingest/Errors', { periods: [1, 1], breaches: 'below' })]);
    expect(alerts[0]?.expr).toBe(`${SIGNAL('Ingest/Errors')} < 3`);
  });

  it('take a signal that was there and is missing as breaching, where the alarm does', () => {
    const { alerts } = rulesOf([
      definition('Api/Quiet', { periods: [5, 5], breaches: 'below', missingData: setting('breaching', 'So.') }),
    ]);
    const signal = SIGNAL('Api/Quiet');
    expect(alerts[0]?.expr).toBe(
      `count_over_time((${signal} < 3 or (last_over_time(${signal}[1d]) unless ${signal}))[299s:1m]) >= 5`,
    );
  });

  it.each([
    ['missing data that keeps the state', { missingData: setting<MissingData>('ignore', 'So.') }, 'missingData'],
    ['a period of five minutes', { periodSeconds: 300 }, 'periodSeconds'],
  ])('refuse %s: Prometheus cannot say it', (_, changes, input) => {
    expect(() => rulesOf([definition('Ingest/Errors', changes)])).toThrow(input);
  });

  it('label an alert with the composite it is under, and say what players notice and what to do', () => {
    const { alerts } = rulesOf([definition('TreasureClaimed/HandlerErrors', { type: 'treasure.claimed' })]);
    expect(alerts[0]).toMatchObject({
      alert: 'HandlerErrors',
      labels: {
        stage: 'prod',
        severity: 'page',
        event_type: 'treasure.claimed',
        alarm: 'TreasureClaimed/HandlerErrors',
      },
      annotations: {
        summary: 'treasure.claimed: it fails.',
        players: 'Nothing.',
        threshold: 'Three.',
        runbook: 'https://example.com/function-errors.md',
      },
    });
  });

  it('make no alert of a part, but one of the composite that reads it with others', () => {
    const parts = ['Api/Quiet', 'Api/Busy'].map((id) => definition(id, { severity: 'part', periods: [1, 1] }));
    const silence: CompositeDefinition = {
      id: 'Api/Silence',
      type: undefined,
      when: 'all',
      of: ['Api/Quiet', 'Api/Busy'],
      severity: 'page',
      notifies: false,
      suppressedBy: undefined,
      players: 'Nothing.',
      description: 'Silence.',
      runbook: 'api-silence',
    };
    const { alerts } = rulesOf(parts, [silence]);
    expect(alerts.map(({ alert }) => alert)).toEqual(['ApiSilence']);
    expect(alerts[0]?.expr).toBe(`(${SIGNAL('Api/Quiet')} > 3) and on () (${SIGNAL('Api/Busy')} > 3)`);
  });

  it('make one alert of all mappings, by the id that AWS makes at random', () => {
    const of = (type: string) =>
      definition(`${type}/HandedBack`, {
        type,
        periods: [1, 1],
        signal: sum('FailedInvokeEventCount', { EventSourceMappingUUID: MAPPING }),
        description: `${type}: it hands back.`,
      });
    const { alerts, recorded } = rulesOf([of('A'), of('B')]);
    expect(alerts.map(({ alert, annotations }) => [alert, annotations.summary])).toEqual([
      ['SourceMappingHandedBack', 'Source mapping: it hands back.'],
    ]);
    expect(recorded[0]?.expr).toBe(
      '(sum by (dimension_EventSourceMappingUUID) (aws_lambda_failed_invoke_event_count_sum{dimension_EventSourceMappingUUID=~".+"}) > -Inf)',
    );
  });

  it('split metric math that reads a mapping: by type what has a name, by mapping the rest', () => {
    const signal = {
      expression: 'FILL(errors, 0) + FILL(dropped, 0)',
      metrics: {
        errors: sum('Errors', { FunctionName: HANDLER }),
        dropped: sum('DroppedEventCount', { EventSourceMappingUUID: MAPPING }),
      },
      unit: 'Count',
    } as const;
    const { recorded } = rulesOf([definition('TreasureClaimed/Lost', { type: 'treasure.claimed', signal })]);
    expect(recorded.filter(({ record }) => record === 'cairn:alarm_signal').map(({ expr }) => expr)).toEqual([
      '(((sum(aws_lambda_errors_sum{dimension_FunctionName=~"cairn-prod-handler(-.+)?"}) > -Inf) or vector(0)) + 0)',
      '(0 + (sum by (dimension_EventSourceMappingUUID) (aws_lambda_dropped_event_count_sum{dimension_EventSourceMappingUUID=~".+"}) > -Inf))',
    ]);
  });

  it('judge each group of a grouped signal by itself, and leave it out of the metric without the group', () => {
    const stream = sum('IncomingRecords', { StreamName: { kind: 'stream', type: 'treasure.claimed' } }, 'AWS/Kinesis');
    const grouped = { ...stream, statistic: 'Sum', groupBy: { dimension: 'ShardId', planned: 6 } } as const;
    const { alerts, recorded } = rulesOf([
      definition('TreasureClaimed/Whole', { signal: stream }),
      definition('TreasureClaimed/Shard', { signal: grouped }),
    ]);
    const metric =
      'aws_kinesis_incoming_records_sum{dimension_StreamName=~"cairn-prod-stream(-.+)?", dimension_ShardId';
    expect(recorded[0]?.expr).toBe(`(sum(${metric}=""}) > -Inf)`);
    expect(recorded[2]?.expr).toBe(`(sum by (dimension_ShardId) (${metric}!=""}) > -Inf)`);
    expect(alerts[1]?.expr).toBe(`count_over_time((${SIGNAL('TreasureClaimed/Shard')} > 3)[299s:1m]) >= 3`);
  });

  it('tell a metric from one with more dimensions', () => {
    const table = { TableName: { kind: 'table' } } as const;
    const of = (id: string, dimensions: MetricSignal['dimensions']) =>
      definition(id, { signal: sum('ReadThrottleEvents', dimensions, 'AWS/DynamoDB') });
    const { recorded } = rulesOf([
      of('Table/ReadThrottled', table),
      of('Leaderboard/ReadThrottled', { ...table, GlobalSecondaryIndexName: 'leaderboard' }),
    ]);
    expect(recorded[0]?.expr).toContain('dimension_GlobalSecondaryIndexName=""');
    expect(recorded[2]?.expr).toContain('dimension_GlobalSecondaryIndexName="leaderboard"');
  });
});

describe('The pattern of a generated name', () => {
  const matches = (pattern: string, name: string): boolean => new RegExp(`^(?:${pattern})$`).test(name);
  const ID = 'TreasureClaimedStream0C61F2AE';

  it("matches the local runtime's name and CloudFormation's, and no other resource's", () => {
    const pattern = generatedName('cairn-prod', ID, 'AWS::Kinesis::Stream');
    expect(matches(pattern, `cairn-prod-${ID}`)).toBe(true);
    expect(matches(pattern, `cairn-prod-${ID}-1RPNQKJ8Y2LS5`)).toBe(true);
    expect(matches(pattern, `cairn-prod-${ID}X-1RPNQKJ8Y2LS5`)).toBe(false);
    expect(matches(pattern, `cairn-load-${ID}`)).toBe(false);
  });

  it('matches a name that CloudFormation cut, by what is certainly left of it', () => {
    const long = 'AVeryLongNameOfAnEventTypeHandlerFunction3197FB90';
    const pattern = generatedName('cairn-prod', long, 'AWS::Lambda::Function');
    expect(matches(pattern, `cairn-prod-${long}`.slice(0, 64 - 13).concat('-1RPNQKJ8Y2LS'))).toBe(true);
  });
});
