import type { LocalCloud, ResolvedResource } from '../local-cloud.ts';
import type { Properties } from '../properties.ts';
import type { Built } from '../resolve.ts';

/** Makes one resource in the local cloud and says what others may refer to. */
export type Builder = (properties: Properties, resource: ResolvedResource, cloud: LocalCloud) => Built;
