import type { ChainPlan } from '../../../core/capacity/plan/chain.ts';
import { type AlarmDefinition, nameOfAlarm } from '../../../core/monitoring/alarm.ts';
import { monitoringOf } from '../../../core/monitoring/monitoring.ts';
import { metricsOf, type Subject } from '../../../core/monitoring/signal.ts';
import { settingsOf } from '../../aws/services/alarms/alarms.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { HopAlarm, MapHop } from './console-state.ts';
import { hopId } from './hop-id.ts';

export interface WatchedHop {
  /** Name of the alarm, with the stage's. */
  readonly name: string;
  /** Id of the hop; of a table, its kind. */
  readonly hop: string;
  readonly alarm: AlarmDefinition;
}

/** The alarms that watch a hop, with what they judge and how they stand. */
export function alarmsOf(hop: MapHop, watched: readonly WatchedHop[], cloud: LocalCloud): readonly HopAlarm[] {
  const standings = new Map(cloud.alarms.all().map(({ alarm, state }) => [settingsOf(alarm).name, state]));
  return watchedAt(hop, watched).map(({ name, alarm: { threshold, severity, runbook, players } }): HopAlarm => {
    return { name, state: standings.get(name) ?? 'unknown', threshold: threshold.reason, severity, runbook, players };
  });
}

/** Those of the alarms that watch this hop. */
export function watchedAt({ id, kind }: MapHop, watched: readonly WatchedHop[]): readonly WatchedHop[] {
  return watched.filter(({ hop }) => hop === id || hop === kind);
}

/** The alarms that watch a hop of the map. */
export function watchedHops({ topology, stage }: ChainPlan): readonly WatchedHop[] {
  return monitoringOf(topology, stage).alarms.flatMap((alarm) => {
    const hop = hopOf(alarm);
    return hop === undefined ? [] : [{ name: nameOfAlarm(`cairn-${stage.name}`, alarm.id), hop, alarm }];
  });
}

/** The hop whose metric the alarm reads first. */
function hopOf({ signal }: AlarmDefinition): string | undefined {
  for (const { dimensions, metricName } of metricsOf(signal)) {
    for (const subject of Object.values(dimensions)) {
      if (typeof subject === 'string') continue;
      return metricName === 'IteratorAge' && 'type' in subject ? hopId('mapping', subject.type) : idOf(subject);
    }
  }
  return undefined;
}

function idOf(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'api':
    case 'apiStage':
      return hopId('api');
    case 'function':
      return subject.name === 'ingest' ? hopId('ingest') : undefined;
    case 'bus':
      return hopId('bus');
    case 'rule':
    case 'ruleFailures':
      return hopId('rule', subject.type);
    case 'stream':
    case 'mapping':
    case 'handler':
      return hopId(subject.kind, subject.type);
    case 'table':
      return 'table';
    default:
      return undefined;
  }
}
