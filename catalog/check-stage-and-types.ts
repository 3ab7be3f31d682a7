import { checkCatalog } from './check-catalog.ts';
import { checkStage } from './check-stage.ts';
import type { EventDefinition } from './definition.ts';
import { checkOldestVersions } from './oldest-versions.ts';
import type { StageConfig } from './stages.ts';

/**
 * Checks a stage, the list of event types, and what each states about the other. Synthesis and every command that reads
 * both call it, so that one mistake has one message everywhere.
 * @throws InputError that names the stage and the setting, or the event type
 */
export function checkStageAndTypes(
  stage: StageConfig,
  types: readonly Pick<EventDefinition, 'type' | 'version'>[],
): void {
  checkStage(stage);
  checkCatalog(types);
  checkOldestVersions(stage, types);
}
