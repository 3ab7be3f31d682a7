import { type BusRule, typesOfRule } from '../../shared/aws/bus-rules.ts';
import type { DeadLetter, LetterRecord } from '../letters/letter.ts';
import type { StagePlaces } from '../stage-places.ts';

/** Where a dead letter belongs: its type's stream, or the bus. */
export type Destination =
  | { readonly kind: 'stream'; readonly type: string; readonly streamName: string }
  | { readonly kind: 'bus'; readonly type: string; readonly busName: string };

/** A dead letter with what is sent of it, or why it stays. */
export type Plan =
  | { readonly letter: DeadLetter; readonly destination: Destination; readonly records: readonly LetterRecord[] }
  | { readonly letter: DeadLetter; readonly stays: string };

export interface Routes {
  readonly places: StagePlaces;
  /** Types for which a handler's rule is on the bus now. */
  readonly routedTypes: ReadonlySet<string>;
  /** Records made of the file of `--fixed`, by the id of the dead letter. */
  readonly fixed: ReadonlyMap<string, LetterRecord>;
}

/** Types that a handler's rule takes, by the bus's rules. */
export function routedTypes(rules: readonly BusRule[], source: string): ReadonlySet<string> {
  return new Set(rules.flatMap((rule) => typesOfRule(rule, source)));
}

/**
 * A dead letter goes where it was going, and nowhere else: those of a rule and of a source mapping to their stream, so
 * that no other rule and no archive gets them again; those without a rule to the bus, once their type has one.
 */
export function planLetter(letter: DeadLetter, { places, routedTypes: routed, fixed }: Routes): Plan {
  const stays = (reason: string): Plan => ({ letter, stays: reason });
  const { type, place } = letter;
  if (letter.obstacle !== undefined) return stays(letter.obstacle);
  if (place === 'unrouted') {
    if (!routed.has(type)) return stays(`no rule of the bus takes type ${type}`);
    if (places.busName === undefined) return stays('the stage has no bus');
    return { letter, destination: { kind: 'bus', type, busName: places.busName }, records: letter.records };
  }
  const streamName = places.types.find((each) => each.type === type)?.streamName;
  if (streamName === undefined) return stays(`the stage has no stream for type ${type}`);
  const destination = { kind: 'stream', type, streamName } as const;
  if (place !== 'quarantine') return { letter, destination, records: letter.records };
  const record = fixed.get(letter.id);
  if (record === undefined) return stays('quarantined: send it with --fixed FILE');
  return { letter, destination, records: [record] };
}

/** Equal for letters that go together, at one rate. */
export function nameOf({ kind, type }: Destination): string {
  return kind === 'stream' ? `stream of ${type}` : `bus, type ${type}`;
}
