import { kebabName, pascalName } from '../catalog/names.ts';
import { InputError } from '../core/errors.ts';

/** The only list of event types, and the list of their types for the TypeScript client. */
export const LIST_FILE = 'catalog/index.ts';
export const CLIENT_FILE = 'client/events.ts';
/**
 * Released types and versions. `release-types` writes it, and `remove-type` removes types from it; if it is absent,
 * nothing is released.
 */
export const CONTRACT_FILE = 'catalog/contract.json';

/** Files of an event type's parts, as paths from the root of the repository, and its names in code. */
export interface TypeFiles {
  /** `photoShared` */
  readonly constant: string;
  /** `PhotoShared` */
  readonly typeName: string;
  readonly definition: string;
  readonly functionFolder: string;
  readonly testFolder: string;
}

export function typeFiles(type: string): TypeFiles {
  const folder = kebabName(type);
  const typeName = pascalName(type);
  return {
    constant: `${typeName.charAt(0).toLowerCase()}${typeName.slice(1)}`,
    typeName,
    definition: `catalog/${folder}.ts`,
    functionFolder: `lambdas/${folder}`,
    testFolder: `test/lambdas/${folder}`,
  };
}

/** Adds a type to the end of the catalog's list, from which a running stage loads it. */
export function withListEntry(text: string, type: string): string {
  const { constant, definition } = typeFiles(type);
  const line = importLine(`import { ${constant} }`, `./${definition.slice('catalog/'.length)}`);
  return insertBeforeEnd(insertImport(text, line), /^export const catalog\b/m, '];', `  ${constant},`, LIST_FILE);
}

/** Removes a type from the catalog's list. */
export function withoutListEntry(text: string, type: string): string {
  const { constant, definition } = typeFiles(type);
  return withoutLines(text, [
    importLine(`import { ${constant} }`, `./${definition.slice('catalog/'.length)}`),
    `  ${constant},`,
  ]);
}

/** Adds a type to the client's types. */
export function withClientEntry(text: string, type: string): string {
  const { constant, definition } = typeFiles(type);
  const imported = insertImport(text, importLine(`import type { ${constant} }`, `../${definition}`));
  const entry = `  '${type}': DataOf<typeof ${constant}>;`;
  return insertBeforeEnd(imported, /^export interface EventData\b/m, '}', entry, CLIENT_FILE);
}

/** Removes a type from the client's types. */
export function withoutClientEntry(text: string, type: string): string {
  const { constant, definition } = typeFiles(type);
  return withoutLines(text, [
    importLine(`import type { ${constant} }`, `../${definition}`),
    `  '${type}': DataOf<typeof ${constant}>;`,
  ]);
}

function importLine(names: string, file: string): string {
  return `${names} from '${file}';`;
}

/** Inserts an import where the linter expects it: imports are sorted by path. */
function insertImport(text: string, line: string): string {
  const lines = text.split('\n');
  const pathOf = (each: string) => /^import .* from '([^']+)';$/.exec(each)?.[1];
  const own = pathOf(line) ?? '';
  const following = lines.findIndex((each) => (pathOf(each) ?? '') > own);
  const last = lines.findLastIndex((each) => pathOf(each) !== undefined);
  lines.splice(following === -1 ? last + 1 : following, 0, line);
  return lines.join('\n');
}

function insertBeforeEnd(text: string, begin: RegExp, end: string, entry: string, file: string): string {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => begin.test(line));
  const at = from === -1 ? -1 : lines.indexOf(end, from);
  if (at === -1) {
    throw new InputError({
      input: file,
      received: 'a list in another form',
      allowed: `a line that begins like ${begin.source.replaceAll(/[\\^$]|\\b/g, '')}, and "${end}" on a line of its own`,
      remedy: `Write the list one entry a line, as it was shipped; this command adds "${entry.trim()}" to it.`,
    });
  }
  lines.splice(at, 0, entry);
  return lines.join('\n');
}

function withoutLines(text: string, removed: readonly string[]): string {
  return text
    .split('\n')
    .filter((line) => !removed.includes(line))
    .join('\n');
}

/**
 * `true` if phones may already send the type: the contract has a version of it.
 * @param contract the text of `CONTRACT_FILE`; `undefined` if there is none
 */
export function isReleased(type: string, contract: string | undefined): boolean {
  if (contract === undefined) return false;
  let parsed: unknown;
  try {
    parsed = JSON.parse(contract);
  } catch (error) {
    throw new InputError({
      input: CONTRACT_FILE,
      received: (error as Error).message,
      allowed: 'JSON',
      remedy: 'Restore the file from version control: only release-types and remove-type edit it.',
    });
  }
  const types = (parsed as { readonly types?: unknown } | null)?.types;
  return typeof types === 'object' && types !== null && Object.hasOwn(types, type);
}
