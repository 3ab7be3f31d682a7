import { ALARM_PACKS, type AlarmPack, type ChainStage, type ChainType } from '../../core/capacity/model/workload.ts';
import { type ChainTopology, chainTopology } from '../../core/chain/topology.ts';
import { governorCost, type MonitoringCost, monitoringCost, shardCost } from '../../core/monitoring/cost.ts';
import { monitoringOf } from '../../core/monitoring/monitoring.ts';
import { markdownTable } from '../shared/generated-blocks.ts';

/** What each pack of alarms costs, and which the stage has. */
export interface Watching extends Readonly<Record<AlarmPack, MonitoringCost>> {
  readonly alarmPack: AlarmPack;
  /** Of a metric and an alarm for each shard. `isOn`: both packs have them. Absent where no stream has several planned shards. */
  readonly shards?: { readonly isOn: boolean; readonly dollars: number };
  /** Of its runs, reads and writes; 0 without one. Dollars a month. */
  readonly governor: number;
}

export function watchingOf(stage: ChainStage, topology: ChainTopology): Watching {
  const costOf = (alarmPack: AlarmPack): MonitoringCost =>
    monitoringCost(monitoringOf(topology, { ...stage, alarmPack }), topology.types.length);
  const governor = topology.governor === undefined ? 0 : governorCost(topology.types.length);
  const dollars = stage.streamCapacity === 'planned' ? shardCost(topology) : 0;
  return {
    alarmPack: stage.alarmPack ?? 'full',
    lite: costOf('lite'),
    full: costOf('full'),
    ...(dollars > 0 && { shards: { isOn: stage.shardMetrics === true, dollars } }),
    governor,
  };
}

/** README's table of the packs of alarms. Dollars a month. */
export function packTable(catalog: readonly ChainType[], stages: readonly ChainStage[]): string {
  const rows = stages.map((stage) => {
    const watching = watchingOf(stage, chainTopology(catalog, stage));
    const cells = ALARM_PACKS.map((pack) => {
      const { alarmMetrics, customMetrics, total } = watching[pack];
      const chosen = pack === watching.alarmPack ? '**' : '';
      return `${alarmMetrics} alarm metrics, ${customMetrics} metrics: ${chosen}${total.toFixed(0)}${chosen}`;
    });
    return [`\`${stage.name}\``, ...cells, shardCell(watching)];
  });
  return markdownTable(['stage', ...ALARM_PACKS.map((pack) => `pack \`${pack}\``), '`shardMetrics`'], rows);
}

function shardCell({ shards }: Watching): string {
  if (shards === undefined) return 'no stream with several shards';
  const dollars = shards.dollars.toFixed(0);
  return shards.isOn ? `**${dollars}**, in both` : `${dollars} more`;
}
