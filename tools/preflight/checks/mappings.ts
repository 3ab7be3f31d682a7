import type { ChainPlan } from '../../../core/capacity/plan/chain.ts';
import type { Finding } from '../finding.ts';
import type { Answer } from '../place.ts';

/** A deployed source mapping of an event type of the catalog. */
export interface DeployedMapping extends Answer<'mapping'> {
  readonly type: string;
}

/**
 * Compares what a source mapping is set to with the template. The governor, or a person, may have changed it: a deployment
 * that touches the mapping sets it back, and may enable one that is paused for a reason.
 */
export function checkMappings(plan: ChainPlan, mappings: readonly DeployedMapping[]): readonly Finding[] {
  return mappings.flatMap(({ type, isEnabled, ...live }): Finding | [] => {
    const settings = plan.topology.types.find((each) => each.type === type)?.mapping;
    if (settings === undefined) return [];
    const changed = (['batchSize', 'parallelizationFactor', 'maxRecordAgeSeconds'] as const)
      .filter((name) => live[name] !== settings[name].value)
      .map((name) => `${name} ${live[name]} → ${settings[name].value}`);
    const differences = [...(isEnabled ? [] : ['it is disabled → may be enabled']), ...changed];
    const subject = `Source mapping of ${type}`;
    if (differences.length === 0) return { level: 'ok', subject, message: 'reads, as planned.' };
    return {
      level: 'warning',
      subject,
      message: `differs from the template: ${differences.join(', ')}. A deployment that changes the mapping sets it to the template's values; one that does not leaves it.`,
      remedy: isEnabled
        ? 'If the governor changed it, wait until it has set the planned values again (npm run cairn -- status).'
        : 'Find out why it is paused (npm run cairn -- status) and mend that before you deploy.',
    };
  });
}
