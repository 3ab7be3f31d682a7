import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { chainTopology } from '../../core/chain/topology.ts';
import type { AlarmDefinition, CompositeDefinition } from '../../core/monitoring/alarm.ts';
import { type Monitoring, monitoringOf } from '../../core/monitoring/monitoring.ts';
import { count } from './format.ts';
import { markdownTable } from './generated-blocks.ts';

const HEAD = ['Alarm', 'Raised', 'Threshold', 'Severity', 'No data'];

/** All alarms that stage prod can have with the shipped catalog: the runbooks' tables are of them. */
export function shippedMonitoring(): Monitoring {
  const { prod } = stages;
  const topology = chainTopology(catalog, { ...prod, shardMetrics: true });
  return monitoringOf(topology, { ...prod, alarmPack: 'full', governor: 'act' });
}

/** Pages that alarms and composites name, without `.md`, in their order. */
export function runbooksOf({ alarms, composites }: Monitoring): readonly string[] {
  return [...new Set([...alarms, ...composites].map(({ runbook }) => runbook))];
}

/** An alarm's id as runbooks write it: that of a type without the type, which its siblings differ by. */
export function shownId({ id, type }: Pick<AlarmDefinition, 'id' | 'type'>): string {
  return type === undefined ? id : (id.split('/').at(-1) ?? id);
}

/** The table of the alarms and composites that point to a runbook. Alarms that differ by type are one row. */
export function runbookTable({ alarms, composites }: Monitoring, runbook: string): string {
  const groups = Map.groupBy(
    alarms.filter((each) => each.runbook === runbook),
    (alarm) => `${alarm.type === undefined} ${shownId(alarm)}`,
  );
  const ofRunbook = Map.groupBy(
    composites.filter((each) => each.runbook === runbook),
    (composite) => `${composite.type === undefined} ${shownId(composite)}`,
  );
  return markdownTable(HEAD, [...[...groups.values()].map(alarmRow), ...[...ofRunbook.values()].map(compositeRow)]);
}

function alarmRow(group: readonly AlarmDefinition[]): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { periods, periodSeconds, breaches, severity, missingData, pack } = first;
  const [m, n] = periods;
  const minutes = (periods_: number): number => (periods_ * periodSeconds) / 60;
  const window = n === 1 ? 'in one minute' : `in ${minutes(m)} of ${minutes(n)} min`;
  return [
    name(first),
    `${breaches} it ${window}`,
    thresholds(group),
    `${severity === 'part' ? 'none: a composite reads it' : severity}${pack === 'full' ? '; pack `full`' : ''}`,
    `${missingData.value}: ${missingData.reason}`,
  ];
}

function compositeRow(group: readonly CompositeDefinition[]): readonly string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { when, of, severity, notifies, suppressedBy, type } = first;
  const children =
    of.length > 3
      ? `of the ${of.length} alarms of ${type === undefined ? 'the stage' : 'the type'}`
      : `of ${of.map((id) => `\`${id}\``).join(', ')}`;
  const message = notifies ? 'sends the message' : 'sends none';
  const silent = suppressedBy === undefined ? '' : `, silent while \`${suppressedBy}\` is raised`;
  return [name(first), `${when} ${children}`, '', `${severity}; ${message}${silent}`, ''];
}

function name(definition: Pick<AlarmDefinition, 'id' | 'type'>): string {
  return `\`${shownId(definition)}\`${definition.type === undefined ? '' : ', each type'}`;
}

/** One formula for all types, or the range with the formula of the first. */
function thresholds(group: readonly AlarmDefinition[]): string {
  const reasons = new Set(group.map(({ threshold }) => threshold.reason));
  const [first] = group;
  if (reasons.size <= 1 || first === undefined) return first?.threshold.reason ?? '';
  const values = group.map(({ threshold }) => threshold.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = low === high ? count(low) : `${count(low)} to ${count(high)}`;
  return `${range}; \`${first.type}\`: ${first.threshold.reason}`;
}
