import { demandOf, planStream, type StreamPlan } from '../core/chain/stream-plan.ts';
import type { EventDefinition } from './definition.ts';
import type { Stage } from './stages.ts';

/** The size of one event type's stream, source mapping and function in `stage`, each value with its reason. */
export function planEvent(definition: EventDefinition, stage: Stage): StreamPlan {
  return planStream(demandOf(definition, stage));
}
