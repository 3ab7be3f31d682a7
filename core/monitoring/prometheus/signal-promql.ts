import {
  dimensionNames,
  type GroupedSignal,
  isGrouped,
  isMath,
  type MetricSignal,
  metricsOf,
  type Signal,
} from '../signal.ts';
import type { PatternOf } from './names.ts';
import { promqlOf } from './promql-math.ts';
import { yaceLabel, yaceName } from './yace-names.ts';

/** A dimension whose values nobody knows before a deployment, so that alarms on it are by its value. */
export const MAPPING_DIMENSION = 'EventSourceMappingUUID';

/** Names of the dimensions that a metric is published with, in all its sets that are read. */
export type DimensionsOf = (metric: Pick<MetricSignal, 'namespace' | 'metricName'>) => readonly string[];

export function dimensionsIn(signals: readonly Signal[]): DimensionsOf {
  const known = new Map<string, Set<string>>();
  const key = ({ namespace, metricName }: Pick<MetricSignal, 'namespace' | 'metricName'>) =>
    `${namespace}/${metricName}`;
  for (const metric of signals.flatMap(metricsOf)) {
    const names = known.get(key(metric)) ?? new Set<string>();
    known.set(key(metric), names);
    for (const name of dimensionNames(metric)) names.add(name);
  }
  return (metric) => [...(known.get(key(metric)) ?? [])];
}

export interface SignalReader {
  readonly patternOf: PatternOf;
  readonly dimensionsOf: DimensionsOf;
}

/** Whether some of its metrics are about a source mapping, whose id nobody knows before a deployment. */
export function readsMappings(signal: Signal): boolean {
  return metricsOf(signal).some(isOfMapping);
}

export function readsOnlyMappings(signal: Signal): boolean {
  return metricsOf(signal).every(isOfMapping);
}

function isOfMapping({ dimensions }: MetricSignal): boolean {
  return MAPPING_DIMENSION in dimensions;
}

/**
 * A signal in PromQL, of one resource: without labels, without a result where there is no data. A grouped one has a result
 * for each group, with its label. Metrics of source mappings have none here; see {@link promqlByMapping}.
 */
export function promqlOfSignal(signal: Signal, reader: SignalReader): string {
  if (isGrouped(signal)) return by(yaceLabel(signal.groupBy.dimension), signal, reader);
  const of = (metric: MetricSignal): string => `(${aggregation(metric)}(${selector(metric, reader)}) > -Inf)`;
  if (!isMath(signal)) return of(signal);
  const operand = (id: string): string | undefined => {
    const metric = signal.metrics[id];
    return metric === undefined || isOfMapping(metric) ? undefined : of(metric);
  };
  return promqlOf(signal.expression, operand);
}

/** What a signal has of source mappings, by mapping: one result for each id. */
export function promqlByMapping(signal: Signal, reader: SignalReader): string {
  const of = (metric: MetricSignal): string => by(yaceLabel(MAPPING_DIMENSION), metric, reader);
  if (!isMath(signal)) return of(signal);
  const operand = (id: string): string | undefined => {
    const metric = signal.metrics[id];
    return metric === undefined || !isOfMapping(metric) ? undefined : of(metric);
  };
  return promqlOf(signal.expression, operand, (series) => series);
}

function by(label: string, metric: MetricSignal | GroupedSignal, reader: SignalReader): string {
  return `(${aggregation(metric)} by (${label}) (${selector(metric, reader)}) > -Inf)`;
}

/** More than one series is left where a resource was replaced within the time that Prometheus looks back. */
function aggregation({ statistic }: MetricSignal): 'sum' | 'max' {
  return statistic === 'Sum' || statistic === 'SampleCount' ? 'sum' : 'max';
}

/** The metric of exactly these dimensions: those of its other sets must be empty. */
function selector(metric: MetricSignal | GroupedSignal, { patternOf, dimensionsOf }: SignalReader): string {
  const { namespace, metricName, dimensions, statistic } = metric;
  const given = Object.entries(dimensions).map(([dimension, value]) => {
    const label = yaceLabel(dimension);
    if (typeof value === 'string') return `${label}="${value}"`;
    return `${label}=~"${(patternOf(value) ?? '.+').replaceAll('\\', String.raw`\\`)}"`;
  });
  if (isGrouped(metric)) given.push(`${yaceLabel(metric.groupBy.dimension)}!=""`);
  const names = dimensionNames(metric);
  const others = dimensionsOf(metric)
    .filter((dimension) => !names.includes(dimension))
    .map((dimension) => `${yaceLabel(dimension)}=""`);
  return `${yaceName(namespace, metricName, statistic)}{${[...given, ...others].join(', ')}}`;
}
