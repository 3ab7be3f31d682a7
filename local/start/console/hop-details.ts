import type { Setting } from '../../../core/chain/setting.ts';
import type { ChainTopology } from '../../../core/chain/topology.ts';
import { MINUTE_MS, type Series } from '../../aws/services/metrics/series.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { HopDetails, HopMinute, HopSetting, MapHop } from './console-state.ts';
import { alarmsOf } from './hop-alarms.ts';
import { hopId } from './hop-id.ts';
import { HopMetrics } from './hop-metrics.ts';
import type { ChainPlanOfConsole } from './plan-of-chain.ts';

/** The series keep two hours; an hour is what fits a chart. */
const MINUTES_SHOWN = 60;

/** What a person asks of one hop: its past, its settings with their reasons, and what watches it. */
export function hopDetails(cloud: LocalCloud, hop: MapHop, plan: ChainPlanOfConsole | undefined): HopDetails {
  return {
    minutes: minutesOf(hop, cloud),
    settings: plan === undefined ? [] : settingsIn(partOf(hop, plan.plan.topology), ''),
    alarms: alarmsOf(hop, plan?.watched ?? [], cloud),
  };
}

function minutesOf(hop: MapHop, cloud: LocalCloud): readonly HopMinute[] {
  const metrics = new HopMetrics(cloud);
  const [rate, latency] = [metrics.rate(hop), metrics.latency(hop)];
  const thisMinute = Math.floor(cloud.scheduler.now() / MINUTE_MS) * MINUTE_MS;
  const minutes = Array.from({ length: MINUTES_SHOWN }, (_, index) => {
    const at = thisMinute - (MINUTES_SHOWN - index) * MINUTE_MS;
    const passed = inMinute(rate, at);
    const latencyMs = inMinute(latency, at);
    return {
      at,
      rate: (passed?.sum ?? 0) / 60,
      ...(latencyMs !== undefined && { latencyMs: latencyMs.sum / latencyMs.count }),
    };
  });
  const first = minutes.findIndex((minute) => minute.rate > 0);
  return first < 0 ? [] : minutes.slice(first);
}

function inMinute(series: Series | undefined, at: number) {
  return series?.between(at, at + MINUTE_MS);
}

/** The part of the topology that has the hop's settings. */
function partOf({ kind, id }: MapHop, topology: ChainTopology): object {
  const type = topology.types.find((each) => id === hopId(kind, each.type));
  switch (kind) {
    case 'api':
      return topology.api;
    case 'ingest':
      return topology.functions.ingest;
    case 'bus':
      return topology.storage;
    case 'table':
      return topology.table;
    default:
      return type?.[kind] ?? {};
  }
}

/** Every setting within, with its path as its name. */
function settingsIn(part: object, path: string): readonly HopSetting[] {
  return Object.entries(part).flatMap(([name, member]): readonly HopSetting[] => {
    if (typeof member !== 'object' || member === null) return [];
    const inner = path === '' ? name : `${path}.${name}`;
    if (!isSetting(member)) return settingsIn(member, inner);
    return [{ name: inner, value: String(member.value ?? 'none'), reason: member.reason }];
  });
}

function isSetting(member: object): member is Setting<unknown> {
  return 'reason' in member && typeof member.reason === 'string' && 'value' in member;
}
