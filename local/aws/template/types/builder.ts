import type { LocalCloud, ResolvedResource } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Built } from '../resolve.ts';

/** Creates one resource in the local cloud and returns what others may refer to. */
export type Builder = (properties: Properties, resource: ResolvedResource, cloud: LocalCloud) => Built;
