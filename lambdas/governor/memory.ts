import type { GovernedType } from '../../core/capacity/plan/governor-plan.ts';
import type { Admission, AdmissionLevel } from '../shared/store/admission-item.ts';
import type { Act, CircuitStep } from './decision.ts';
import type { TypeObservation } from './observation.ts';

/** A change of a stream's open shards, by whomever. */
export interface Reshard {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** What became of a mapping. */
export interface CircuitMemory {
  readonly step: CircuitStep;
  /** When the step began. */
  readonly since: number;
  /** When the circuit opened first; the start of all paused time. */
  readonly openedAt: number;
  /** Age of the oldest record when it opened. */
  readonly ageAtOpenMs: number;
  /** Times that it opened again because a probe failed. */
  readonly reopened: number;
}

export interface TypeMemory {
  /** Open shards, as last seen. */
  readonly shards?: number;
  /** Changes of the last 24 hours. */
  readonly reshards: readonly Reshard[];
  /** Since when the stream has had shards to spare. */
  readonly lowSince?: number;
  /** Age of the oldest record when last seen, in milliseconds. */
  readonly ageMs?: number;
  /** @default the circuit is closed */
  readonly circuit?: CircuitMemory;
}

/** What is known of one type when something is decided about it. */
export interface TypeLook {
  readonly type: GovernedType;
  readonly seen: TypeObservation;
  readonly memory: TypeMemory;
  readonly now: number;
}

export interface AdmissionMemory extends AdmissionLevel {
  /** By event type: when its share last changed. */
  readonly changedAt: Readonly<Record<string, number>>;
  /** By event type that is shed for its own load: the most that was asked for since. Records a second. */
  readonly peaks: Readonly<Record<string, number>>;
}

/** What was decided, as people read it. */
export interface Note {
  readonly type?: string;
  readonly kind: Act['kind'] | 'finding';
  readonly reason: string;
  readonly before?: string;
  readonly after?: string;
}

/** A note that the memory keeps for `cairn status`. */
export interface Announced extends Note {
  readonly at: number;
  /** `observe`: nothing was done. */
  readonly mode: 'observe' | 'act';
}

/** What the governor remembers between runs: one item of the table. */
export interface Memory {
  readonly types: Readonly<Record<string, TypeMemory>>;
  readonly admission: AdmissionMemory;
  /** The last things that it told of, the newest last. @default none yet */
  readonly told?: readonly Announced[];
}

export const NEW_TYPE: TypeMemory = { reshards: [] };
export const ADMIT_ALL: Admission = { shares: {}, retryAfterMs: 0 };
export const NEW_MEMORY: Memory = { types: {}, admission: { ...ADMIT_ALL, changedAt: {}, peaks: {}, validUntil: 0 } };

export const DAY_MS = 24 * 3_600_000;

/** Adds a change of the shard count, and forgets those that no longer count. */
export function withReshard(memory: TypeMemory, reshard: Reshard): TypeMemory {
  const { lowSince: _over, ...rest } = memory;
  return { ...rest, shards: reshard.to, reshards: [...recentReshards(memory, reshard.at), reshard] };
}

/** Changes of the last 24 hours. */
export function recentReshards({ reshards }: TypeMemory, now: number): readonly Reshard[] {
  return reshards.filter(({ at }) => at > now - DAY_MS);
}

/** How often the shard count turned from growing to shrinking, or back. */
export function reversalsOf(reshards: readonly Pick<Reshard, 'from' | 'to'>[]): number {
  let reversals = 0;
  let before = 0;
  for (const { from, to } of reshards) {
    const direction = Math.sign(to - from);
    if (direction !== 0 && before !== 0 && direction !== before) reversals += 1;
    if (direction !== 0) before = direction;
  }
  return reversals;
}
