import type { Meter } from '../../services/metrics/metric-store.ts';
import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

/**
 * Builds a metric filter on the API's access log: `{ $.status = "429" }` or `{ $.status != "429" }`, by stage. If both
 * write one metric, the second with the value 0, its average is a share. The local runtime writes no access log; it counts
 * each answer as its line would count.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const buildMetricFilter: Builder = (properties, resource, cloud) => {
  const [, operator, text] = /^\{ *\$\.status (=|!=) "(\d{3})" *\}$/.exec(properties.text('FilterPattern')) ?? [];
  if (operator === undefined) {
    return properties.fail(
      'FilterPattern',
      '{ $.status = "…" } or { $.status != "…" }, the only ones with a local model',
    );
  }
  const named = Number(text);
  const isWanted = operator === '=';
  for (const transformation of properties.objects('MetricTransformations')) {
    transformation.refuse('DefaultValue');
    const names = transformation.objects('Dimensions').map((dimension) => {
      if (dimension.text('Value') !== '$.stage') dimension.fail('Value', '$.stage, the only field with a local model');
      return dimension.text('Key');
    });
    const namespace = transformation.text('MetricNamespace');
    const name = transformation.text('MetricName');
    const value = transformation.number('MetricValue', 1);
    const meters = new Map<string, Meter>();
    const meterOf = (stage: string): Meter => {
      const dimensions = Object.fromEntries(names.map((key) => [key, stage]));
      const meter = meters.get(stage) ?? cloud.metrics.meter(namespace, name, dimensions);
      meters.set(stage, meter);
      return meter;
    };
    cloud.accessLogFilters.push({
      matches: (status) => (status === named) === isWanted,
      count: (stage) => (meters.get(stage) ?? meterOf(stage))(value),
    });
  }
  return { ref: physicalName(resource), attributes: {} };
};
