import { validation } from './errors.ts';
import { type Bindings, resolveStep } from './expression/bindings.ts';
import type { Parsed } from './expression/syntax-tree.ts';
import type { Table } from './table.ts';
import type { KeySchema } from './table-settings.ts';

/**
 * Rejects a path into a key attribute of the table or of an index, because keys are scalars.
 * @throws ServiceError ValidationException with AWS's message (architect/dynalite, test/getItem.js and
 * test/updateItem.js)
 */
export function requireScalarKeys(
  { settings }: Table,
  bindings: Bindings,
  ...expressions: readonly (Parsed<unknown> | undefined)[]
): void {
  for (const expression of expressions) {
    for (const first of expression?.nested ?? []) {
      const name = resolveStep(first, bindings);
      if (isKey(settings.key, name)) throw refused(`Key: ${name}`);
      if (settings.indexes.some(({ key }) => isKey(key, name))) throw refused(`IndexKey: ${name}`);
    }
  }
}

function isKey({ partition, sort }: KeySchema, name: string | number): boolean {
  return partition.name === name || sort?.name === name;
}

function refused(key: string): Error {
  return validation(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${key}`,
  );
}
