import type { AlarmActions } from '../../services/alarms/actions.ts';
import { alarmNameIn, compileAlarmRule } from '../../services/alarms/alarm-rule.ts';
import { EXTRA_PERIODS, type MissingData } from '../../services/alarms/evaluate.ts';
import { comparisonNamed, LOW_SAMPLES, MetricAlarm } from '../../services/alarms/metric-alarm.ts';
import { KEPT_MINUTES } from '../../services/metrics/series.ts';
import { type LocalCloud, physicalName, type ResolvedResource } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Builder } from './builder.ts';
import { watchedBy } from './watched.ts';

const MISSING_DATA: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_ACTIONS = 5;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_WarmUpConfiguration.html */
const MAX_WARM_UP_MINUTES = 2_880;

/** Builds an alarm on one metric, on metric math, or on a query of Metrics Insights. */
export const buildAlarm: Builder = (properties, resource, cloud) => {
  properties.refuse('ThresholdMetricId', 'EvaluationCriteria');
  const identity = identityOf(properties, resource, cloud);
  const metricsInput = `template, resource ${resource.logicalId}: Metrics`;
  const { watched, periodSeconds } = watchedBy(properties, metricsInput);
  const evaluationPeriods = properties.number('EvaluationPeriods', 1);
  const mostPeriods = Math.floor((KEPT_MINUTES * 60) / periodSeconds) - EXTRA_PERIODS;
  if (evaluationPeriods > mostPeriods) {
    properties.fail('EvaluationPeriods', `at most ${mostPeriods} of ${periodSeconds} s: metrics are kept for 2 hours`);
  }
  const missing = oneOf(properties, 'TreatMissingData', MISSING_DATA);
  if ('query' in watched && missing !== 'notBreaching') {
    properties.fail('TreatMissingData', 'notBreaching: what else does to a series that ended has no local model');
  }
  const lowSamples = oneOf(properties, 'EvaluateLowSampleCountPercentile', LOW_SAMPLES);
  cloud.alarms.add(
    new MetricAlarm(
      {
        ...identity,
        watched,
        periodSeconds,
        evaluationPeriods,
        datapointsToAlarm: properties.number('DatapointsToAlarm', evaluationPeriods),
        threshold: properties.number('Threshold', 0),
        comparison:
          comparisonNamed(properties.text('ComparisonOperator')) ??
          properties.fail('ComparisonOperator', 'a comparison with a threshold; bands have no local model'),
        ...(missing !== undefined && { missingData: missing }),
        ...(lowSamples !== undefined && { lowSamples }),
        ...warmUpOf(properties, cloud.scheduler.now()),
      },
      cloud.metrics,
      metricsInput,
    ),
  );
  return { ref: identity.name, attributes: { Arn: identity.arn } };
};

/** An update starts the warm-up anew too. */
function warmUpOf(properties: Properties, now: number): { readonly warmUpUntil?: number } {
  if (!properties.has('WarmUpConfiguration')) return {};
  const configuration = properties.object('WarmUpConfiguration');
  configuration.refuse('OnlyStartEvaluatingAfterWarmUpPeriodEnds');
  const minutes = configuration.number('WarmUpPeriodDurationInMinutes', 0);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_WARM_UP_MINUTES) {
    configuration.fail('WarmUpPeriodDurationInMinutes', `1 to ${MAX_WARM_UP_MINUTES}`);
  }
  return { warmUpUntil: now + minutes * 60_000 };
}

export const buildCompositeAlarm: Builder = (properties, resource, cloud) => {
  const identity = identityOf(properties, resource, cloud);
  const rule = properties.text('AlarmRule');
  const suppressor = properties.optionalText('ActionsSuppressor');
  cloud.alarms.add({
    ...identity,
    rule,
    holds: compileAlarmRule(rule, `template, resource ${resource.logicalId}: AlarmRule`),
    ...(suppressor !== undefined && {
      suppressor: {
        alarmName: alarmNameIn(suppressor),
        waitMs: seconds(properties, 'ActionsSuppressorWaitPeriod') * 1_000,
        extensionMs: seconds(properties, 'ActionsSuppressorExtensionPeriod') * 1_000,
      },
    }),
  });
  return { ref: identity.name, attributes: { Arn: identity.arn } };
};

function identityOf(properties: Properties, resource: ResolvedResource, { region, account }: LocalCloud) {
  const name = properties.optionalText('AlarmName') ?? physicalName(resource, 255);
  return {
    name,
    arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    description: properties.optionalText('AlarmDescription') ?? '',
    actions: actionsOf(properties),
  };
}

function actionsOf(properties: Properties): AlarmActions {
  const actions = (name: string): readonly string[] => {
    const given = properties.texts(name);
    return given.length > MAX_ACTIONS ? properties.fail(name, `at most ${MAX_ACTIONS}`) : given;
  };
  return {
    enabled: properties.flag('ActionsEnabled', true),
    onAlarm: actions('AlarmActions'),
    onOk: actions('OKActions'),
    onInsufficientData: actions('InsufficientDataActions'),
  };
}

function oneOf<T extends string>(properties: Properties, name: string, allowed: readonly T[]): T | undefined {
  const given = properties.optionalText(name);
  if (given === undefined) return undefined;
  return allowed.find((each) => each === given) ?? properties.fail(name, allowed.join(', '));
}

/** A suppressor needs both of its periods. */
function seconds(properties: Properties, name: string): number {
  return (
    properties.optionalNumber(name) ?? properties.fail(name, 'a number of seconds, as there is an ActionsSuppressor')
  );
}
