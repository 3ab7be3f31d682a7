import { existsSync } from 'node:fs';
import path from 'node:path';
import { catalog } from '../../catalog/index.ts';
import { kebabName } from '../../catalog/names.ts';
import { InputError } from '../../core/errors.ts';
import { ROOT } from '../repository.ts';

/** Functions that belong to no event type. */
export const ENDPOINT_FUNCTIONS = ['authorize', 'ingest', 'query', 'governor'] as const;

/**
 * Maps the folder name of every function under `lambdas/` to the path of its `handler.ts`.
 * @throws InputError if an event type of the catalog has no handler
 */
export function functionEntries(types = catalog.map(({ type }) => type)): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const name of ENDPOINT_FUNCTIONS) entries.set(name, entryPath(name));
  for (const type of types) {
    const name = kebabName(type);
    const entry = entryPath(name);
    if (!existsSync(entry)) {
      throw new InputError({
        input: `handler of event type ${type}`,
        received: undefined,
        allowed: path.relative(ROOT, entry),
        remedy: 'Write that file (docs/add-an-event-type.md shows how), or take the type out of catalog/index.ts.',
      });
    }
    entries.set(name, entry);
  }
  return entries;
}

function entryPath(name: string): string {
  return path.join(ROOT, 'lambdas', name, 'handler.ts');
}
