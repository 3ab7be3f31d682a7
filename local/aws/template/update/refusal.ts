import type { LocalCloud } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Built } from '../resolve.ts';
import { BUILDERS } from '../resource-types.ts';
import type { Difference } from './difference.ts';
import { REBUILT, UPDATES } from './updates.ts';

/** Returns why the difference cannot be applied to the running cloud; `undefined` if it can. */
export function refusalOf(
  { kind, type, properties: changed }: Difference,
  built: Built | undefined,
  properties: Properties | undefined,
  cloud: LocalCloud,
): string | undefined {
  if (kind !== 'changed' || built === undefined || properties === undefined) return undefined;
  const names = changed.map(({ name }) => name);
  // AWS refuses it too: "Update of resource type is not permitted."
  if (names.includes('Type')) return 'its type cannot change';
  if (BUILDERS[type] === undefined || REBUILT.some((group) => group.has(type))) return undefined;
  const update = UPDATES[type];
  if (update === undefined) return 'a change of this type has no local model';
  const { applied, withoutEffect } = update;
  const fixed = names.filter((name) => !applied.includes(name) && !withoutEffect.includes(name));
  if (fixed.length > 0) return `${fixed.join(', ')} cannot change while it runs`;
  return update.refusal?.({ built, names, properties, executor: undefined }, cloud);
}
