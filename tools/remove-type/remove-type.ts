import { contractText } from '../../build/contract-file.ts';
import type { Edit, Repository } from '../../build/repository.ts';
import {
  CLIENT_FILE,
  CONTRACT_FILE,
  isReleased,
  LIST_FILE,
  typeFiles,
  withoutClientEntry,
  withoutListEntry,
} from '../../build/type-files.ts';
import { withoutType } from '../../catalog/contract.ts';
import type { EventDefinition } from '../../catalog/definition.ts';
import { closest } from '../../core/closest.ts';
import { InputError } from '../../core/errors.ts';

export interface Removal {
  /** `retired`: a first call marked the type, because phones still send it. `deleted`: it is removed. */
  readonly outcome: 'retired' | 'deleted';
  readonly edit: Edit;
  /** `true` if the contract has the type. */
  readonly released: boolean;
}

/**
 * Computes what removing a type changes: the first call retires a released type, a second call deletes it.
 * @throws InputError if the catalog does not have the type, has no other type, or if the type's file cannot be edited
 */
export function removeType(type: string, catalog: readonly EventDefinition[], repository: Repository): Removal {
  const definition = catalog.find((each) => each.type === type) ?? refuseUnknown(type, catalog);
  const released = isReleased(type, repository.read(CONTRACT_FILE));
  const files = typeFiles(type);
  if (released && !definition.retired) {
    const written = new Map([[files.definition, withRetired(repository, files.definition, type)]]);
    return { outcome: 'retired', released, edit: { written, deleted: [] } };
  }
  if (catalog.length === 1) {
    throw new InputError({
      input: 'the type',
      received: type,
      allowed: 'a type that is not the only one',
      remedy: 'Add another type first: a catalog without types has nothing to build.',
    });
  }
  const written = new Map<string, string>();
  const edit = (file: string, change: (text: string, type: string) => string): void => {
    const before = repository.read(file) ?? '';
    const after = change(before, type);
    if (after !== before) written.set(file, after);
  };
  edit(LIST_FILE, withoutListEntry);
  edit(CLIENT_FILE, withoutClientEntry);
  // Its phones are gone, or ingest has rejected its events since it was retired: nothing depends on it any more.
  if (released) edit(CONTRACT_FILE, (text) => contractText(withoutType(JSON.parse(text), type)));
  if (!written.has(LIST_FILE)) {
    throw new InputError({
      input: LIST_FILE,
      received: `no line of its own for ${files.constant}`,
      allowed: 'an import and an entry of the list, each on a line of its own',
      remedy: `Remove ${files.constant} from the list by hand, and delete ${files.definition} and ${files.functionFolder}.`,
    });
  }
  const deleted = [files.definition, files.functionFolder, files.testFolder].filter((file) => repository.exists(file));
  return { outcome: 'deleted', released, edit: { written, deleted } };
}

function withRetired(repository: Repository, file: string, type: string): string {
  const text = repository.read(file) ?? '';
  const line = `  type: '${type}',\n`;
  if (/^ {2}retired: false,$/m.test(text)) return text.replace(/^ {2}retired: false,$/m, '  retired: true,');
  if (text.includes(line)) return text.replace(line, `${line}  retired: true,\n`);
  throw new InputError({
    input: file,
    received: `no line "${line.trim()}"`,
    allowed: 'the type on a line of its own',
    remedy: 'Write "retired: true," into the definition by hand.',
  });
}

function refuseUnknown(type: string, catalog: readonly EventDefinition[]): never {
  const types = catalog.map((each) => each.type);
  const meant = closest(type, types);
  throw new InputError({
    input: 'the type',
    received: type,
    allowed: types.join(', '),
    remedy: meant === undefined ? 'Name a type of the catalog.' : `Did you mean "${meant}"?`,
  });
}
