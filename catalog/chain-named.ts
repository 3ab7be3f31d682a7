import { checkStageAndTypes } from './check-stage-and-types.ts';
import type { EventDefinition } from './definition.ts';
import { catalog } from './index.ts';
import { stageNamed } from './stage-named.ts';
import type { StageConfig } from './stages.ts';

/** What is deployed: every event type of the catalog, in one stage. */
export interface CatalogChain {
  readonly types: readonly EventDefinition[];
  readonly stage: StageConfig;
}

/**
 * The catalog and the stage of that name, or `owner`'s own copy of it, checked together. A command that needs the stage
 * alone calls `stageNamed`, which does not load the types' schemas.
 * @throws InputError that lists the stages, says what an owner may be, or names the setting or type that is wrong
 */
export function chainNamed(name: string, owner?: string): CatalogChain {
  const stage = stageNamed(name, owner);
  checkStageAndTypes(stage, catalog);
  return { types: catalog, stage };
}
