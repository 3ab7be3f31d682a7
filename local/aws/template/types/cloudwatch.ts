import { compileAlarmRule } from '../../services/alarms/alarm-rule.ts';
import type { MissingData } from '../../services/alarms/evaluate.ts';
import { comparisonNamed, MetricAlarm } from '../../services/alarms/metric-alarm.ts';
import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

const MISSING_DATA: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** Builds an alarm on one metric. Metric math has no local model, because no alarm of the template uses it. */
export const buildAlarm: Builder = (properties, resource, cloud) => {
  properties.refuse('Metrics', 'ThresholdMetricId', 'EvaluateLowSampleCountPercentile');
  const name = properties.optionalText('AlarmName') ?? physicalName(resource, 255);
  const arn = `arn:aws:cloudwatch:${cloud.region}:${cloud.account}:alarm:${name}`;
  const periodSeconds = properties.number('Period', 60);
  if (periodSeconds < 60 || periodSeconds % 60 !== 0) properties.fail('Period', 'a multiple of 60');
  const evaluationPeriods = properties.number('EvaluationPeriods', 1);
  const missing = properties.optionalText('TreatMissingData') ?? 'missing';
  cloud.alarms.add(
    new MetricAlarm(
      {
        name,
        arn,
        description: properties.optionalText('AlarmDescription') ?? '',
        namespace: properties.text('Namespace'),
        metricName: properties.text('MetricName'),
        dimensions: Object.fromEntries(
          properties.objects('Dimensions').map((dimension) => [dimension.text('Name'), dimension.text('Value')]),
        ),
        statistic: properties.optionalText('ExtendedStatistic') ?? properties.text('Statistic'),
        periodSeconds,
        evaluationPeriods,
        datapointsToAlarm: properties.number('DatapointsToAlarm', evaluationPeriods),
        threshold: properties.number('Threshold', 0),
        comparison:
          comparisonNamed(properties.text('ComparisonOperator')) ??
          properties.fail('ComparisonOperator', 'a comparison with a threshold; bands have no local model'),
        missingData:
          MISSING_DATA.find((kind) => kind === missing) ?? properties.fail('TreatMissingData', MISSING_DATA.join(', ')),
      },
      cloud.metrics,
    ),
  );
  return { ref: name, attributes: { Arn: arn } };
};

export const buildCompositeAlarm: Builder = (properties, resource, cloud) => {
  const name = properties.optionalText('AlarmName') ?? physicalName(resource, 255);
  const arn = `arn:aws:cloudwatch:${cloud.region}:${cloud.account}:alarm:${name}`;
  const rule = properties.text('AlarmRule');
  cloud.alarms.add({
    name,
    arn,
    description: properties.optionalText('AlarmDescription') ?? '',
    rule,
    holds: compileAlarmRule(rule, `template, resource ${resource.logicalId}: AlarmRule`),
  });
  return { ref: name, attributes: { Arn: arn } };
};
