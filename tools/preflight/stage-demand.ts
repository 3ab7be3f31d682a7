import type { EventDefinition } from '../../catalog/definition.ts';
import { planEvent } from '../../catalog/plan-event.ts';
import type { Stage } from '../../catalog/stages.ts';
import { LIMITS } from '../../core/limits.ts';

/** What a stage asks of its account and region. */
export interface StageDemand {
  /** Invocations that handlers reserve, or would reserve where reservations are off. */
  readonly reservedConcurrency: number;
  /** Provisioned shards; 0 for on-demand streams. */
  readonly shards: number;
  /** PutEvents calls a second: one a request at least, and one for every ten entries. */
  readonly publishesPerSecond: number;
}

export function stageDemand(stage: Stage, catalog: readonly EventDefinition[]): StageDemand {
  const plans = catalog.map((definition) => planEvent(definition, stage));
  const sum = (of: (plan: (typeof plans)[number]) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  const entriesPerSecond = sum(({ recordsPerSecond }) => recordsPerSecond);
  return {
    reservedConcurrency: sum(({ processing }) => processing.reservedConcurrency.value),
    shards: stage.streamCapacity === 'on-demand' ? 0 : sum(({ shards }) => shards.value),
    publishesPerSecond: Math.ceil(
      Math.max(stage.throttle.requestsPerSecond, entriesPerSecond / LIMITS.eventBridgeEntriesPerCall.value),
    ),
  };
}
