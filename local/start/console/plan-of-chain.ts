import { catalog } from '../../../catalog/index.ts';
import { stages } from '../../../catalog/stages.ts';
import type { LatencyObjective } from '../../../core/capacity/model/workload.ts';
import { type ChainPlan, planChain } from '../../../core/capacity/plan/chain.ts';
import type { Hop, HopName } from '../../../core/capacity/plan/hop.ts';
import type { HopKind, PlannedHop } from './console-state.ts';
import { type WatchedHop, watchedHops } from './hop-alarms.ts';

/** What the plan foresees of the chain that runs. */
export interface ChainPlanOfConsole {
  /** By the hop's id. */
  readonly hops: ReadonlyMap<string, PlannedHop>;
  /** By the event type, in the order of the catalog. */
  readonly objectives: ReadonlyMap<string, LatencyObjective>;
  readonly plan: ChainPlan;
  readonly watched: readonly WatchedHop[];
}

/** The hop of the plan that limits a hop of the map. */
const LIMITING = {
  'API Gateway': 'api',
  'API functions': 'ingest',
  PutEvents: 'bus',
  'rule invocations': 'rule',
  stream: 'stream',
  handler: 'handler',
  table: 'table',
} as const satisfies Partial<Record<HopName, HopKind>>;

/** Plans the stage with the catalog that this process has loaded. @returns `undefined` of a stage that is not in it */
export function planOfChain(stageName: string, tableNames: readonly string[]): ChainPlanOfConsole | undefined {
  const stage = Object.values(stages).find(({ name }) => name === stageName);
  if (stage === undefined) return undefined;
  const plan = planChain(catalog, stage);
  const hops = new Map<string, PlannedHop>();
  for (const hop of plan.hops) {
    const kind = (LIMITING as Partial<Record<HopName, HopKind>>)[hop.name];
    if (kind === undefined) continue;
    for (const id of idsOf(kind, hop, tableNames)) hops.set(id, planned(hop));
  }
  const rule = plan.hops.find(({ name }) => name === 'rule invocations');
  for (const { type, latency, recordsPerSecond, topology } of plan.types) {
    if (rule !== undefined) {
      const deliveries = { ...planned(rule), expected: recordsPerSecond };
      hops.set(`rule:${type.type}`, { ...deliveries, latencyMs: latency.deliver });
    }
    const handler = hops.get(`handler:${type.type}`);
    if (handler !== undefined) hops.set(`handler:${type.type}`, { ...handler, latencyMs: latency.batch });
    hops.set(`mapping:${type.type}`, {
      limit: topology.objective.milliseconds,
      expected: recordsPerSecond,
      limitedBy: `the objective: ${topology.objective.percentile} % of the events have their effect within it`,
      latencyMs: latency.poll + latency.window + latency.wait,
    });
  }
  const objectives = new Map(catalog.map(({ type, latencyObjective }) => [type, latencyObjective]));
  return { hops, objectives, plan, watched: watchedHops(plan) };
}

function idsOf(kind: HopKind, { type }: Hop, tableNames: readonly string[]): readonly string[] {
  if (kind === 'table') return tableNames.map((name) => `table:${name}`);
  return [type === undefined ? kind : `${kind}:${type}`];
}

function planned({ limit, arrivals, limitedBy }: Hop): PlannedHop {
  return { limit, expected: arrivals, limitedBy };
}
