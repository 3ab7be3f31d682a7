import { repositoryAt } from '../../build/repository.ts';
import { typeFiles } from '../../build/type-files.ts';
import { catalog } from '../../catalog/index.ts';
import { stages } from '../../catalog/stages.ts';
import { type Addition, addType } from '../../tools/add-type/add-type.ts';

/** A type that this catalog does not have, whatever a studio has added to it. */
export const ADDED = freeType('example.added');
export const ADDED_FILES = typeFiles(ADDED);

/** What `add-type` would do to a copy of this project. */
export function additionTo(project: string): Addition {
  const added = { type: ADDED, key: 'playerId', priority: 'normal', peak: 50 } as const;
  return addType(added, catalog, Object.values(stages), repositoryAt(project));
}

/** An event of the type, as a phone sends it. */
export function addedEvent(definition: Addition['definition'], huntId: string): object {
  const data = { ...(definition.example as object), huntId };
  return { id: 'example-added-0000001', type: ADDED, occurredAt: '2026-01-01T12:00:00Z', data };
}

function freeType(name: string): string {
  return catalog.some(({ type }) => type === name) ? freeType(`${name}.again`) : name;
}
