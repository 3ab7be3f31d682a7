import { eventRoutes } from '../../aws/runtime/event-routes.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { ChainMap, HopKind, MapHop, MapLane } from './console-state.ts';
import { hopId } from './hop-id.ts';
import type { ChainPlanOfConsole } from './plan-of-chain.ts';

/** What phones call with events. */
const EVENTS = ['POST', '/v1/events'] as const;

const UNITS: Readonly<Record<HopKind, string>> = {
  api: 'requests',
  ingest: 'invocations',
  bus: 'PutEvents calls',
  rule: 'deliveries',
  stream: 'records',
  mapping: 'records',
  handler: 'records',
  table: 'write units',
};

/**
 * Reads the chain from the services that run, so that an event type appears as soon as its rule does.
 * @param plan `undefined`: the stage has none
 */
export function chainMap(cloud: LocalCloud, plan: ChainPlanOfConsole | undefined): ChainMap {
  const hop = (kind: HopKind, name: string, of?: string): MapHop => {
    const id = hopId(kind, of);
    const planned = plan?.hops.get(id);
    return { id, kind, name, unit: UNITS[kind], ...(planned !== undefined && { plan: planned }) };
  };
  const [gateway] = cloud.gateways;
  const ingest = functionOf(cloud);
  const routes = eventRoutes(cloud);
  const [bus] = routes;
  const lanes = routes.map(({ type, ruleName, stream, functionName }): MapLane => {
    const objective = plan?.objectives.get(type);
    return {
      type,
      hops: [
        hop('rule', ruleName, type),
        ...(stream === undefined ? [] : [hop('stream', stream, type)]),
        ...(functionName === undefined ? [] : [hop('mapping', functionName, type), hop('handler', functionName, type)]),
      ],
      ...(objective !== undefined && {
        objectiveMs: objective.milliseconds,
        objectivePercentile: objective.percentile,
      }),
    };
  });
  return {
    trunk: [
      ...(gateway === undefined ? [] : [hop('api', gateway.settings.apiId)]),
      ...(ingest === undefined ? [] : [hop('ingest', ingest)]),
      ...(bus === undefined ? [] : [hop('bus', bus.busName)]),
    ],
    lanes: inPlannedOrder(lanes, plan),
    tables: cloud.tables.all().map(({ settings }) => hop('table', settings.name, settings.name)),
  };
}

/** The function that answers phones' events. */
function functionOf({ gateways: [gateway] }: LocalCloud): string | undefined {
  const integration = gateway?.settings.routes.find(...EVENTS)?.method.integration;
  return integration !== undefined && 'functionName' in integration ? integration.functionName : undefined;
}

/** That of the catalog; types that it does not have come last. */
function inPlannedOrder(lanes: readonly MapLane[], plan: ChainPlanOfConsole | undefined): readonly MapLane[] {
  const order = [...(plan?.objectives.keys() ?? [])];
  const place = ({ type }: MapLane): number => (order.includes(type) ? order.indexOf(type) : order.length);
  return lanes.toSorted((one, other) => place(one) - place(other));
}
