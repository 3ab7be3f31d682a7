import { physicalName } from '../local-cloud.ts';
import type { Builder } from './builder.ts';

/**
 * Builds a metric filter on the API's access log: `{ $.status = "429" }`, by stage. The local runtime writes no access
 * log; it counts each answer as its line would count.
 */
export const buildMetricFilter: Builder = (properties, resource, cloud) => {
  const status = /^\{ *\$\.status = "(\d{3})" *\}$/.exec(properties.text('FilterPattern'))?.[1];
  if (status === undefined)
    return properties.fail('FilterPattern', '{ $.status = "…" }, the only one with a local model');
  for (const transformation of properties.objects('MetricTransformations')) {
    const names = transformation.objects('Dimensions').map((dimension) => {
      if (dimension.text('Value') !== '$.stage') dimension.fail('Value', '$.stage, the only field with a local model');
      return dimension.text('Key');
    });
    const namespace = transformation.text('MetricNamespace');
    const name = transformation.text('MetricName');
    const value = transformation.number('MetricValue', 1);
    cloud.accessLogFilters.push({
      status: Number(status),
      count: (stage) => {
        cloud.metrics.meter(namespace, name, Object.fromEntries(names.map((key) => [key, stage])))(value);
      },
    });
  }
  return { ref: physicalName(resource), attributes: {} };
};
