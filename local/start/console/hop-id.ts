import type { HopKind } from './console-state.ts';

/** The id of a hop, in the map and in the figures. */
export function hopId(kind: HopKind, name?: string): string {
  return name === undefined ? kind : `${kind}:${name}`;
}
