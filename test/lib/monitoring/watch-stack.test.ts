import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { type StageConfig, stages } from '../../../catalog/stages.ts';
import { chainTopology } from '../../../core/chain/topology.ts';
import { monitoringOf } from '../../../core/monitoring/monitoring.ts';
import { isMath } from '../../../core/monitoring/signal.ts';
import { metricFaults, metricsIn } from '../../helpers/published-metrics.ts';
import {
  catalogOf,
  type Resource,
  resourcesOf,
  stacksOf,
  stageNames,
  watchTemplateOf,
} from '../../helpers/templates.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';

const byName = (template: Template, type: string): ReadonlyMap<string, Resource['Properties']> =>
  new Map(Object.values(resourcesOf(template, type)).map(({ Properties }) => [Properties.AlarmName, Properties]));

function definedFor(name: keyof typeof stages) {
  return monitoringOf(chainTopology(catalog, stages[name]), stages[name]);
}

describe.each(stageNames)('The alarms in the template of stage %s', (name) => {
  const alarms = byName(watchTemplateOf(name), ALARM);
  const composites = byName(watchTemplateOf(name), COMPOSITE);

  it('are those that monitoring defines, and no other', () => {
    const { alarms: wanted, composites: wantedComposites } = definedFor(name);
    const nameOf = ({ id }: { readonly id: string }) => `cairn-${name}-${id.replaceAll('/', '-')}`;
    expect([...alarms.keys()].sort()).toEqual(wanted.map(nameOf).sort());
    expect([...composites.keys()].sort()).toEqual(wantedComposites.map(nameOf).sort());
    for (const definition of wanted) {
      expect(alarms.get(nameOf(definition))).toMatchObject({
        Threshold: definition.threshold.value,
        DatapointsToAlarm: definition.periods[0],
        EvaluationPeriods: definition.periods[1],
        TreatMissingData: definition.missingData.value,
        ...(definition.missingData.value === 'breaching'
          ? { WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 15 } }
          : {}),
        ComparisonOperator: definition.breaches === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
        ...(isMath(definition.signal) ? {} : { Period: definition.periodSeconds }),
      });
    }
  });

  it('read metrics that services publish', () => {
    for (const [alarm, properties] of alarms) {
      for (const metric of metricsIn(properties)) expect(metricFaults(metric), alarm).toEqual([]);
    }
  });

  it('name resources of the stack that they watch by its outputs, weakly', () => {
    const { main, watch } = stacksOf(stages[name]);
    const text = JSON.stringify(Template.fromStack(watch));
    const outputs: Readonly<Record<string, object>> = Template.fromStack(main).toJSON().Outputs;
    const read = new Set([...text.matchAll(/"OutputName":"(\w+)"/g)].map(([, output = '']) => output));
    expect(read.size).toBeGreaterThan(5 * catalog.length);
    for (const output of read) expect(outputs).toHaveProperty(output);
    // An export that is in use could not be deleted: a type could not be removed before its alarms.
    expect(text).not.toContain('Fn::ImportValue');
    expect(JSON.stringify(outputs)).not.toContain('"Export"');
  });

  it('have no action of their own under a composite, which sends the message and the all-clear', () => {
    const [topic] = Object.keys(resourcesOf(watchTemplateOf(name), 'AWS::SNS::Topic'));
    for (const [alarm, { AlarmActions, OKActions }] of alarms)
      expect([AlarmActions, OKActions], alarm).toEqual([undefined, undefined]);
    const notifying = definedFor(name).composites.filter(({ notifies }) => notifies);
    for (const { id, suppressedBy } of notifying) {
      const composite = composites.get(`cairn-${name}-${id.replaceAll('/', '-')}`);
      expect(composite).toMatchObject({ AlarmActions: [{ Ref: topic }], OKActions: [{ Ref: topic }] });
      expect(composite.ActionsSuppressor === undefined).toBe(suppressedBy === undefined);
    }
  });

  it('say what they mean, what players notice and where their runbook is, in what CloudWatch takes', () => {
    for (const [alarm, { AlarmDescription }] of [...alarms, ...composites]) {
      expect(AlarmDescription, alarm).toMatch(/ Players: .+\. Runbook: docs\/runbooks\/[\w-]+\.md$/);
      expect(AlarmDescription.length, alarm).toBeLessThanOrEqual(1_024);
    }
  });
});

describe('The stacks of a stage', () => {
  const stage: StageConfig = { ...stages.prod, trafficScale: 0.3, alarmPack: 'full', shardMetrics: true };
  let main: Stack;
  let watch: Stack;
  beforeAll(() => {
    ({ main, watch } = stacksOf(stage, catalogOf(18)));
  });

  it('with eighteen types and every alarm have each fewer than 500 resources and 1 MB', () => {
    for (const stack of [main, watch]) {
      const template = Template.fromStack(stack).toJSON();
      expect(Object.keys(template.Resources).length, stack.stackName).toBeLessThan(500);
      expect(Object.keys(template.Outputs ?? {}).length, stack.stackName).toBeLessThanOrEqual(200);
      expect(JSON.stringify(template).length, stack.stackName).toBeLessThan(1_000_000);
    }
  });

  it('have an alarm over the shards of each stream with several planned ones, if the stage asks for it', () => {
    const streams = Object.values(resourcesOf(Template.fromStack(main), 'AWS::Kinesis::Stream'));
    const published = streams.map(({ Properties }) => Properties.DesiredShardLevelMetrics);
    const alarms = [...byName(Template.fromStack(watch), ALARM)].filter(([name]) => name.endsWith('-NearShardLimit'));
    expect(alarms.length).toBeGreaterThan(0);
    for (const [, properties] of alarms) {
      const [{ metricName, ...metric } = { metricName: '' }] = metricsIn(properties);
      expect(metricFaults({ metricName, ...metric } as Parameters<typeof metricFaults>[0])).toEqual([]);
      expect(published).toContainEqual([metricName]);
      expect(properties).toMatchObject({
        Metrics: [{ Period: 60, ReturnData: true }],
        TreatMissingData: 'notBreaching',
      });
      expect(JSON.stringify(properties.Metrics)).toContain('GetStackOutput');
    }
    expect(published.filter((metrics) => metrics !== undefined)).toHaveLength(alarms.length);
  });
});
