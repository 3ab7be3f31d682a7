import { checkStageAndTypes } from './check-stage-and-types.ts';
import type { EventDefinition } from './definition.ts';
import { catalog } from './index.ts';
import { stageNamed } from './stage-named.ts';
import type { StageConfig } from './stages.ts';

/** The types and the stage to deploy: every event type of the catalog, in one stage. */
export interface CatalogChain {
  readonly types: readonly EventDefinition[];
  readonly stage: StageConfig;
}

/**
 * Finds a stage by its name, or `owner`'s own copy of it, and checks it together with the catalog. A command that needs
 * only the stage calls `stageNamed`, which does not load the types' schemas.
 * @throws InputError that lists the stages, describes a valid owner, or names the setting or type that is wrong
 */
export function chainNamed(name: string, owner?: string): CatalogChain {
  const stage = stageNamed(name, owner);
  checkStageAndTypes(stage, catalog);
  return { types: catalog, stage };
}
