import type { Edit, Repository } from '../../build/repository.ts';
import { CLIENT_FILE, LIST_FILE, typeFiles, withClientEntry, withListEntry } from '../../build/type-files.ts';
import { checkStageAndTypes } from '../../catalog/check-stage-and-types.ts';
import type { EventDefinition } from '../../catalog/definition.ts';
import type { StageConfig } from '../../catalog/stages.ts';
import { InputError } from '../../core/errors.ts';
import { definitionOf, type NewType } from './new-type.ts';
import { newSources } from './sources.ts';
import { type FittedStage, fitThrottle, STAGES_FILE, withThrottle } from './throttles.ts';

export interface Addition {
  readonly edit: Edit;
  readonly definition: EventDefinition;
  /** Each stage, checked with the new type. */
  readonly stages: readonly FittedStage[];
}

/**
 * Computes everything that adding a type changes, and checks it before anything is written.
 * @throws InputError for a name, key or file that is in use, or a wrong stage
 * @throws CapacityError if the check refuses a stage for more than its throttle
 */
export function addType(
  added: NewType,
  catalog: readonly EventDefinition[],
  stages: readonly StageConfig[],
  repository: Repository,
): Addition {
  const present = catalog.find(({ type }) => type === added.type);
  if (present !== undefined) {
    throw new InputError({
      input: 'the type',
      received: added.type,
      allowed: 'a type that the catalog does not have',
      remedy: `Edit ${typeFiles(added.type).definition}, or choose another name.`,
    });
  }
  const definition = definitionOf(added);
  const types = [...catalog, definition];
  for (const stage of stages) checkStageAndTypes(stage, types);
  const sources = newSources(added);
  for (const [file, text] of sources) checkNames(added.type, file, text);
  const { functionFolder, testFolder } = typeFiles(added.type);
  const standing = [...sources.keys(), functionFolder, testFolder].find((file) => repository.exists(file));
  if (standing !== undefined) {
    throw new InputError({
      input: `the type ${added.type}`,
      received: `${standing}, which exists`,
      allowed: 'a type whose files do not exist yet',
      remedy: 'Choose another name, or delete the file if nothing needs it.',
    });
  }
  const edited = new Map([
    [LIST_FILE, withListEntry(required(repository, LIST_FILE), added.type)],
    [CLIENT_FILE, withClientEntry(required(repository, CLIENT_FILE), added.type)],
  ]);
  for (const [file, text] of edited) checkNames(added.type, file, text);
  const fitted = stages.map((stage) => fitThrottle(types, stage));
  const raised = fitted.filter(({ before, after }) => before !== after);
  if (raised.length > 0) edited.set(STAGES_FILE, raised.reduce(withThrottle, required(repository, STAGES_FILE)));
  return { edit: { written: new Map([...sources, ...edited]), deleted: [] }, definition, stages: fitted };
}

function required(repository: Repository, file: string): string {
  const text = repository.read(file);
  if (text !== undefined) return text;
  throw new InputError({
    input: file,
    received: undefined,
    allowed: 'the file as it was shipped',
    remedy: 'Restore it from version control.',
  });
}

/**
 * Refuses a file whose imports, top-level declarations and parameters have a name twice, because one would hide the
 * other.
 */
function checkNames(type: string, file: string, text: string): void {
  const imported = [...text.matchAll(/^import (?:type )?\{([^}]+)\}/gm)].flatMap(([, names = '']) => names.split(','));
  const declared = [...text.matchAll(/^(?:export )?(?:const|function|type|interface) (\w+)/gm)].map(([, name]) => name);
  const names = [...imported, ...declared].map((name = '') => name.trim().replace(/^type /, ''));
  const { constant, typeName } = typeFiles(type);
  const locals = text.includes('describe(') ? ['event', 'played'] : [];
  const taken = [constant, typeName].find((name) => [...names, ...locals].filter((each) => each === name).length > 1);
  if (taken === undefined) return;
  throw new InputError({
    input: 'the type',
    received: type,
    allowed: `a name that ${file} does not use for something else (${taken})`,
    remedy: 'Choose another name.',
  });
}
