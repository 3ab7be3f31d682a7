import { clueSolved } from './clue-solved.ts';
import { clueViewed } from './clue-viewed.ts';
import type { EventDefinition } from './definition.ts';
import { hintRequested } from './hint-requested.ts';
import { huntJoined } from './hunt-joined.ts';
import { locationPinged } from './location-pinged.ts';
import { treasureClaimed } from './treasure-claimed.ts';

/** Every event type of the system. There is no other list. */
export const catalog: readonly EventDefinition[] = [
  huntJoined,
  locationPinged,
  clueViewed,
  clueSolved,
  hintRequested,
  treasureClaimed,
];
