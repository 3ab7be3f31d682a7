import { InputError } from '../../errors.ts';
import type { AlarmDefinition, CompositeDefinition, Severity } from '../alarm.ts';
import type { Monitoring } from '../monitoring.ts';
import type { PatternOf } from './names.ts';
import {
  dimensionsIn,
  promqlByMapping,
  promqlOfSignal,
  readsMappings,
  readsOnlyMappings,
  type SignalReader,
} from './signal-promql.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

export interface RulesOptions {
  /** The stage configuration's name. */
  readonly stage: string;
  readonly patternOf: PatternOf;
  /** Where runbooks are, such as `docs/runbooks`. */
  readonly runbooks: string;
}

/** The value that an alarm watches, and its threshold, by the labels `stage` and `alarm`. */
export const SIGNAL = 'cairn:alarm_signal';
export const THRESHOLD = 'cairn:alarm_threshold';
/** Alarms on source mappings, of which no type is known: `SourceMapping/Stopped`. */
const MAPPING_PLACE = 'SourceMapping';
/** A signal that was there so long ago and is missing now counts as missing; one that never was does not. */
const REMEMBERED = '1d';

/**
 * Recording and alerting rules of a stage. Each alarm is two recorded series, its signal and its threshold, and one alert
 * with the labels of the composite that it is under: `severity` and `event_type`, by which Alertmanager sends one message.
 */
export function prometheusRules({ alarms, composites }: Monitoring, options: RulesOptions): readonly RuleGroup[] {
  const { stage } = options;
  const reader: SignalReader = {
    patternOf: options.patternOf,
    dimensionsOf: dimensionsIn(alarms.map(({ signal }) => signal)),
  };
  const ofStage = alarms.filter(({ signal }) => !readsOnlyMappings(signal));
  const alerts = ofStage.filter(({ severity }) => severity !== 'part');
  const both = composites.filter(({ when }) => when === 'all');
  const places = [...new Set(ofStage.map(placeIn))];
  const groups = places.map((place): RuleGroup => {
    const here = <Part extends { readonly id: string }>(parts: readonly Part[]): readonly Part[] =>
      parts.filter((part) => placeIn(part) === place);
    return {
      name: `cairn-${stage} ${place}`,
      rules: [
        ...here(ofStage).flatMap((each) => recorded(each, promqlOfSignal(each.signal, reader), stage)),
        ...here(alerts).map((each) => alertOf(each, breachExpression(each, stage), options)),
        ...here(both).map((each) => alertOf(each, together(each, alarms, stage), options)),
      ],
    };
  });
  return [...groups, mappingGroup(alarms, reader, options), scrapeGroup(options)];
}

/** One alarm for all types, by the id of the mapping. */
function mappingGroup(alarms: readonly AlarmDefinition[], reader: SignalReader, options: RulesOptions): RuleGroup {
  const { stage } = options;
  const byName = new Map<string, AlarmDefinition>();
  for (const each of alarms.filter(({ signal }) => readsMappings(signal))) {
    const id = `${MAPPING_PLACE}/${nameIn(each)}`;
    const { type, description } = each;
    if (byName.has(id)) continue;
    byName.set(id, { ...each, id, type: undefined, description: description.replace(`${type}: `, 'Source mapping: ') });
  }
  const rules = [...byName.values()].flatMap((each) => [
    ...recorded(each, promqlByMapping(each.signal, reader), stage),
    alertOf(each, breachExpression(each, stage), options),
  ]);
  return { name: `cairn-${stage} ${MAPPING_PLACE}`, rules };
}

/** Without data no other alert says anything: Prometheus itself must say so. */
function scrapeGroup({ stage }: RulesOptions): RuleGroup {
  return {
    name: `cairn-${stage} Scrape`,
    rules: [
      {
        alert: 'NotScraped',
        expr: 'up{job="cairn"} == 0 or absent(up{job="cairn"})',
        for: '5m',
        labels: { stage, severity: 'page', alarm: 'Scrape/NotScraped' },
        annotations: {
          summary: 'Prometheus gets no metrics of Cairn: no other alert would be raised.',
          players: 'Nothing, if only the exporter is down.',
        },
      },
    ],
  };
}

function recorded({ id, type, threshold }: AlarmDefinition, expr: string, stage: string): RecordingRule[] {
  const labels = { stage, ...ofType(type), alarm: id };
  return [
    { record: SIGNAL, expr, labels },
    { record: THRESHOLD, expr: `vector(${threshold.value})`, labels },
  ];
}

/** What belongs to the stage has no such label: Prometheus takes an empty one as missing. */
export function ofType(type: string | undefined): { readonly event_type?: string } {
  return type === undefined ? {} : { event_type: type };
}

type Described = Pick<AlarmDefinition, 'id' | 'type' | 'description' | 'players' | 'runbook'> & {
  readonly severity: AlarmDefinition['severity'] | Severity;
  readonly threshold?: AlarmDefinition['threshold'];
};

function alertOf(described: Described, expr: string, { stage, runbooks }: RulesOptions): AlertingRule {
  const { id, type, severity, description, players, runbook, threshold } = described;
  return {
    alert: type === undefined ? id.replaceAll('/', '') : nameIn(described),
    expr,
    labels: { stage, severity, ...ofType(type), alarm: id },
    annotations: {
      summary: description,
      players,
      ...(threshold !== undefined && { threshold: threshold.reason }),
      runbook: `${runbooks}/${runbook}.md`,
    },
  };
}

/**
 * Breaching periods of the last ones. A sample a minute is taken at the whole minute, where gauges have the minute before:
 * N minutes less a second have N of them, never N + 1.
 */
function breachExpression(definition: AlarmDefinition, stage: string): string {
  const { id, breaches, threshold, periods, periodSeconds, missingData } = definition;
  const signal = `${SIGNAL}{stage="${stage}", alarm="${id}"}`;
  if (periodSeconds !== 60) throw refusal(definition, 'periodSeconds', periodSeconds, '60, the period of the exporter');
  const breach = `${signal} ${breaches === 'above' ? '>' : '<'} ${threshold.value}`;
  const [most, of] = periods;
  switch (missingData.value) {
    case 'notBreaching':
      return of === 1 ? breach : counted(breach, most, of);
    case 'breaching':
      return counted(`${breach} or (last_over_time(${signal}[${REMEMBERED}]) unless ${signal})`, most, of);
    default:
      throw refusal(
        definition,
        'missingData',
        missingData.value,
        'breaching or notBreaching: Prometheus keeps no state',
      );
  }
}

function counted(breach: string, most: number, of: number): string {
  return `count_over_time((${breach})[${of * 60 - 1}s:1m]) >= ${most}`;
}

function together({ of }: CompositeDefinition, alarms: readonly AlarmDefinition[], stage: string): string {
  const parts = of.map((id) => alarms.find((each) => each.id === id)).filter((each) => each !== undefined);
  return parts.map((each) => `(${breachExpression(each, stage)})`).join(' and on () ');
}

function refusal({ id }: AlarmDefinition, input: string, received: unknown, allowed: string): InputError {
  return new InputError({
    input: `alarm ${id}: ${input}, for Prometheus`,
    received,
    allowed,
    remedy: 'Set it so, or teach core/monitoring/prometheus/rules.ts to express it.',
  });
}

function placeIn({ id }: { readonly id: string }): string {
  return id.split('/')[0] ?? id;
}

function nameIn({ id }: { readonly id: string }): string {
  return id.split('/').at(-1) ?? id;
}
