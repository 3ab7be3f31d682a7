import { dependencyOrder, referencesOf } from './graph.ts';
import type { Built } from './resolve.ts';
import type { TemplateResource } from './template.ts';

/**
 * Creates a template's resources as CloudFormation does: each as soon as all that it refers to is complete. Creations
 * that take time run concurrently, complete in the order of their start, and as late as possible, so that the largest
 * possible number is in creation at once.
 * @param create returns `undefined` if the resource does not exist, because of its condition
 * @throws InputError with the path of a cycle, and what `create` throws
 */
export function createInOrder(
  resources: ReadonlyMap<string, TemplateResource>,
  create: (resource: TemplateResource) => Built | undefined,
): void {
  /** Resources whose creation has begun and is not complete. */
  const open = new Set<string>();
  const running: { readonly logicalId: string; readonly complete: () => void }[] = [];
  const completeOldest = (): void => {
    const oldest = running.shift();
    oldest?.complete();
    open.delete(oldest?.logicalId ?? '');
  };
  let waiting = dependencyOrder(resources);
  while (waiting.length > 0) {
    const blocked: string[] = [];
    for (const logicalId of waiting) {
      const resource = resources.get(logicalId);
      if (resource === undefined) continue;
      open.delete(logicalId);
      if ([...referencesOf(resource)].some((reference) => open.has(reference))) {
        open.add(logicalId);
        blocked.push(logicalId);
        continue;
      }
      const complete = create(resource)?.complete;
      if (complete === undefined) continue;
      open.add(logicalId);
      running.push({ logicalId, complete });
    }
    waiting = blocked;
    completeOldest();
  }
  while (running.length > 0) completeOldest();
}
