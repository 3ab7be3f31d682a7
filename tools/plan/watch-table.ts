import type { StageConfig } from '../../catalog/stages.ts';
import { ALARM_PACKS, type AlarmPack, type ChainType } from '../../core/capacity/model/workload.ts';
import { chainTopology } from '../../core/chain/topology.ts';
import { monitoringCost } from '../../core/monitoring/cost.ts';
import { monitoringOf } from '../../core/monitoring/monitoring.ts';
import { markdownTable } from '../shared/generated-blocks.ts';

/** README's table of what it costs to watch each stage with either pack of alarms. Dollars a month. */
export function watchTable(types: readonly ChainType[], stages: Readonly<Record<string, StageConfig>>): string {
  return markdownTable(
    ['stage', ...ALARM_PACKS.map((pack) => `pack \`${pack}\``)],
    Object.values(stages).map((stage) => [`\`${stage.name}\``, ...ALARM_PACKS.map((pack) => cell(types, stage, pack))]),
  );
}

function cell(types: readonly ChainType[], stage: StageConfig, alarmPack: AlarmPack): string {
  const topology = chainTopology(types, stage);
  const monitoring = monitoringOf(topology, { ...stage, alarmPack });
  const { alarmMetrics, customMetrics, total } = monitoringCost(monitoring, topology.types.length);
  const { length } = monitoring.alarms;
  return `${length} alarms on ${alarmMetrics} metrics, ${customMetrics} custom metrics: **${total.toFixed(0)}**`;
}
