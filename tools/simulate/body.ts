import type { ChainType } from '../../core/capacity/model/workload.ts';
import { ENVELOPE_BYTES, STAMP_BYTES } from '../../core/chain/stream-and-source-mapping.ts';
import { InputError } from '../../core/errors.ts';
import { EntryPacker, isSheddable, type PackedType } from '../../lambdas/ingest/pack-entries.ts';
import type { Part } from './composition.ts';
import type { Key, Keys } from './keys.ts';

/** Events of a type as ingest sees them: stamped, and all of the same size. */
export interface BodyType extends PackedType {
  /** Position in the chain's types. */
  readonly index: number;
  readonly eventBytes: number;
  /** Values of the partition key. @default the player's */
  readonly keys?: Keys;
}

/** An entry of PutEvents as the streams see it. */
export interface BodyEntry {
  /** Position in the chain's types. */
  readonly type: number;
  readonly events: number;
  readonly key: Key;
  readonly sheddable: boolean;
  /** As EventBridge bills the entry. */
  readonly bytes: number;
  /** Bytes of its record, with EventBridge's envelope. */
  readonly recordBytes: number;
}

/** A key as long as the longest in a simulation. */
const LONG_KEY = 'k'.repeat(64);

/**
 * @param keys values of the partition key; if left out, the player is the key
 * @throws InputError for events that ingest would reject for their size
 */
export function bodyType(
  {
    type,
    traffic,
    maxEventsPerEntry,
    priority,
  }: Pick<ChainType, 'type' | 'traffic' | 'maxEventsPerEntry' | 'priority'>,
  index: number,
  keys?: Keys,
): BodyType {
  const eventBytes = traffic.meanBytes + STAMP_BYTES;
  const made: BodyType = { type, priority, maxEventsPerEntry, index, eventBytes, ...(keys !== undefined && { keys }) };
  if (new EntryPacker().add(made, LONG_KEY, eventBytes, 0)) return made;
  throw new InputError({
    input: `${type}: traffic.meanBytes`,
    received: traffic.meanBytes,
    allowed: `events that fit into an entry of EventBridge with ${STAMP_BYTES} bytes of stamps`,
    remedy: 'Ingest rejects such events as event_too_large: state a smaller size.',
  });
}

/** Packs a request's parts into entries, as ingest packs a body with the events in this order. */
export function packBody(parts: readonly Part[], player: Key, types: readonly BodyType[]): BodyEntry[] {
  const packer = new EntryPacker<BodyType>();
  const keys: Key[] = [];
  let position = 0;
  for (const { type, events } of parts) {
    const definition = types[type];
    if (definition === undefined) throw new RangeError(`there is no type ${type}`);
    // Events of a type that one phone reports together are about one place, so they share entries, as
    // `meanEventsPerRequest` states.
    const key = definition.keys?.draw() ?? player;
    keys[type] = key;
    for (let event = 0; event < events; event += 1) {
      packer.add(definition, key.text, definition.eventBytes, position);
      position += 1;
    }
  }
  return packer.finish().map(({ definition, indices, bytes }) => {
    const { index: type, eventBytes } = definition;
    const events = indices.length;
    const recordBytes = Math.round(events * eventBytes + ENVELOPE_BYTES);
    return { type, events, key: keys[type] ?? player, sheddable: isSheddable(definition), bytes, recordBytes };
  });
}
