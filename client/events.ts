import type { clueSolved } from '../catalog/clue-solved.ts';
import type { clueViewed } from '../catalog/clue-viewed.ts';
import type { DataOf } from '../catalog/definition.ts';
import type { hintRequested } from '../catalog/hint-requested.ts';
import type { huntJoined } from '../catalog/hunt-joined.ts';
import type { locationPinged } from '../catalog/location-pinged.ts';
import type { treasureClaimed } from '../catalog/treasure-claimed.ts';

/** `data` of each event type that the game's phones send. */
export interface EventData {
  'hunt.joined': DataOf<typeof huntJoined>;
  'location.pinged': DataOf<typeof locationPinged>;
  'clue.viewed': DataOf<typeof clueViewed>;
  'clue.solved': DataOf<typeof clueSolved>;
  'hint.requested': DataOf<typeof hintRequested>;
  'treasure.claimed': DataOf<typeof treasureClaimed>;
}

export type EventType = keyof EventData;

/** An event as a phone sends it. */
export interface OutgoingEvent<Type extends EventType = EventType> {
  readonly id: string;
  readonly type: Type;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly data: EventData[Type];
}

/** The outcome of one event of a request. */
export interface EventResult {
  /** Position in the request. */
  readonly index: number;
  readonly id: string;
  readonly outcome: 'accepted' | 'rejected' | 'throttled' | 'shed';
  readonly code?: string;
  readonly message?: string;
  readonly retryAfterMs?: number;
}
