import type { EventDefinition } from '../../catalog/definition.ts';
import { withCauses } from '../../core/errors.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import type { Interval } from '../shared/load/load-report.ts';
import type { LoadOptions } from '../shared/load/run-here.ts';
import { type RunLoadHooks, runLoad } from '../shared/load/run-load.ts';
import { awaitDrained, type DrainLimits } from './await-drained.ts';
import { ledgerFor } from './ledger.ts';
import type { LoadResult } from './load-result.ts';
import { judge, type Objective } from './objective.ts';
import type { EndToEnd, Pipeline } from './pipeline.ts';

export interface PerformOptions {
  readonly load: LoadOptions;
  /** The profile as requested, for display. */
  readonly profile: string;
  readonly types: readonly EventDefinition[];
  /** If left out, only the answers are known. */
  readonly pipeline?: Pipeline;
  readonly drain: DrainLimits;
  readonly objectives: readonly Objective[];
  readonly scheduler: Scheduler;
  readonly onInterval?: (interval: Interval) => void;
  readonly onDraining?: () => void;
  readonly stop?: AbortSignal;
  /** @default the generator in its own process */
  readonly run?: typeof runLoad;
}

/** Runs a load from the first request to the verdict: load, drain, event ledger, objectives. */
export async function performLoad(options: PerformOptions): Promise<LoadResult> {
  const { load, pipeline, scheduler, run = runLoad } = options;
  await pipeline?.begin();
  const from = scheduler.now();
  const hooks: RunLoadHooks = {
    ...(options.onInterval !== undefined && { onInterval: options.onInterval }),
    ...(options.stop !== undefined && { stop: options.stop }),
  };
  const report = await run(load, hooks);
  options.onDraining?.();
  let pipelineFailure: string | null = null;
  // What was sent and answered is known even if the target has failed, so the event ledger is made in any case.
  const failed = (error: unknown): undefined => {
    pipelineFailure ??= withCauses(error);
    return undefined;
  };
  const drained = await (pipeline && awaitDrained(pipeline, report, scheduler, options.drain).catch(failed));
  const ledger = ledgerFor(report, drained?.counts ?? null);
  const percentiles = Object.fromEntries(
    options.types.map(({ type, latencyObjective }) => [type, latencyObjective.percentile]),
  );
  const endToEnd: Readonly<Record<string, EndToEnd>> =
    (await pipeline?.endToEnd(from, scheduler.now(), percentiles).catch(failed)) ?? {};
  const unjudged: LoadResult = {
    url: load.url,
    profile: options.profile,
    phones: load.phones.length,
    load: report,
    ledger,
    source: pipeline?.source ?? null,
    pipelineFailure,
    drainSeconds: drained === undefined ? null : drained.lastChangeMs / 1_000,
    endToEnd,
    verdicts: [],
  };
  return { ...unjudged, verdicts: options.objectives.map((objective) => judge(objective, unjudged)) };
}
