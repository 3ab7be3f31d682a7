import { readFileSync } from 'node:fs';
import path from 'node:path';
import { typeFiles } from '../../build/type-files.ts';
import { kebabName } from '../../catalog/names.ts';
import { fieldsOf, itemName, LATENCY_OBJECTIVE, meanBytesOf, type NewType, SHAPE } from './new-type.ts';

/**
 * Source templates, with `{{name}}` in place of the type's own words. Not `.ts` files, because nothing checks or
 * imports them as they are.
 */
const TEMPLATES = path.join(import.meta.dirname, 'templates');

/** The new files of a type, by path, in the order in which a reader should see them. */
export function newSources(added: NewType): ReadonlyMap<string, string> {
  const { definition, functionFolder, testFolder } = typeFiles(added.type);
  const words = wordsOf(added);
  return new Map([
    [definition, filled('definition', words)],
    [`${functionFolder}/handler.ts`, filled('handler', words)],
    [`${functionFolder}/store-latest.ts`, filled('store-latest', words)],
    [`${testFolder}/store-latest.test.ts`, filled('store-latest.test', words)],
  ]);
}

function wordsOf(added: NewType): ReadonlyMap<string, string> {
  const { constant, typeName } = typeFiles(added.type);
  const fields = fieldsOf(added);
  return new Map(
    Object.entries({
      type: added.type,
      folder: kebabName(added.type),
      constant,
      typeName,
      item: itemName(added.type),
      key: added.key,
      priority: added.priority,
      peak: literal(added.peak),
      meanBytes: literal(meanBytesOf(added)),
      shape: SHAPE,
      percentile: literal(LATENCY_OBJECTIVE.percentile),
      milliseconds: literal(LATENCY_OBJECTIVE.milliseconds),
      schemas: [...new Set(fields.map(({ schema }) => schema))].sort().join(', '),
      fields: fields.map(({ name, schema }) => `      ${name}: ${schema},`).join('\n'),
      example: fields.map(({ name, example }) => `    ${name}: '${example}',`).join('\n'),
    }),
  );
}

function filled(template: string, words: ReadonlyMap<string, string>): string {
  const text = readFileSync(path.join(TEMPLATES, `${template}.ts.template`), 'utf8');
  return withSortedImports(
    text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => {
      const word = words.get(name);
      if (word === undefined) throw new Error(`template ${template} asks for ${name}, which no type has`);
      return word;
    }),
  );
}

/** Sorts imports as the linter requires: packages first, then files by their paths. */
function withSortedImports(text: string): string {
  const lines = text.split('\n');
  const end = lines.indexOf('');
  const pathOf = (line: string) => line.slice(line.indexOf("'") + 1);
  const rank = (line: string) => `${pathOf(line).startsWith('.') ? 1 : 0}${pathOf(line)}`;
  const imports = lines.slice(0, end).toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));
  return [...imports, ...lines.slice(end)].join('\n');
}

/** A number in this project's notation: `5_000`. */
export function literal(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.length > 3 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, '_') : whole;
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
