import type { GovernedType, GovernorPlan } from '../../core/capacity/plan/governor-plan.ts';
import { decideAdmission, peaksSeen, withAdmission } from './admit.ts';
import { circuitSeen, decideCircuit, oldestMs } from './circuit.ts';
import type { Act, Decision } from './decision.ts';
import { type Memory, NEW_TYPE, recentReshards, type TypeMemory, withReshard } from './memory.ts';
import type { Observation, TypeObservation } from './observation.ts';
import { decideScale, isLow } from './scale.ts';

export interface Decided {
  readonly decisions: readonly Decision[];
  /** What was seen, without the acts: `remember` adds each act that succeeded. */
  readonly memory: Memory;
}

/**
 * What the governor does about what it sees. Pure: production, the local runtime and the simulator import it. Metrics may be
 * missing, late, stuck or no numbers: then it does less, never more.
 */
export function decide(seen: Observation, memory: Memory, plan: GovernorPlan, now: number): Decided {
  const types: Record<string, TypeMemory> = {};
  for (const type of plan.types) {
    types[type.type] = look(type, seen.types[type.type] ?? {}, memory.types[type.type] ?? NEW_TYPE, now);
  }
  const peaks = peaksSeen({ plan, seen, memory, now });
  const noted: Memory = { ...memory, types, admission: { ...memory.admission, peaks } };
  // A deployment changes shards and mappings itself, and its metrics say nothing about load.
  if (seen.isStackChanging !== false) return { decisions: [], memory: noted };
  const decisions: Decision[] = [];
  const add = (decision: Decision | undefined): void => {
    if (decision !== undefined) decisions.push(decision);
  };
  let shardsAvailable = seen.shardsAvailable;
  for (const type of plan.types) {
    const of = { type, seen: seen.types[type.type] ?? {}, memory: types[type.type] ?? NEW_TYPE, now };
    const circuit = decideCircuit(of);
    add(circuit);
    // A mapping that pauses or is on trial explains its metrics; shards would not help.
    if (circuit !== undefined || of.memory.circuit !== undefined) continue;
    const scale = decideScale({
      ...of,
      shardsAvailable,
      startsAtMs: seen.startsAtMs ?? [],
      admission: memory.admission,
      floorShare: plan.floorShare,
    });
    add(scale);
    if (scale?.act?.kind === 'reshard' && shardsAvailable !== undefined) {
      shardsAvailable -= Math.max(0, scale.act.to - scale.act.from);
    }
  }
  add(decideAdmission({ plan, seen, memory: noted, now }));
  return { decisions, memory: noted };
}

/** Adds an act that succeeded. */
export function remember(memory: Memory, act: Act, now: number): Memory {
  if (act.kind === 'admit') return { ...memory, admission: withAdmission(memory.admission, act.to, now) };
  const of = memory.types[act.type] ?? NEW_TYPE;
  const changed =
    act.kind === 'reshard' ? withReshard(of, { at: now, from: act.from, to: act.to }) : withStep(of, act, now);
  return { ...memory, types: { ...memory.types, [act.type]: changed } };
}

function withStep(
  memory: TypeMemory,
  { step, type: _type }: Extract<Act, { kind: 'mapping' }>,
  now: number,
): TypeMemory {
  const { circuit, ...rest } = memory;
  if (step === 'closed') return rest;
  const isOpening = step === 'open';
  return {
    ...rest,
    circuit: {
      step,
      since: now,
      openedAt: circuit?.openedAt ?? now,
      ageAtOpenMs: ageAtOpen(memory, now),
      reopened: (circuit?.reopened ?? 0) + (isOpening && circuit !== undefined ? 1 : 0),
    },
  };
}

/** Age of the oldest record when the circuit opened first; a probe may have measured that it was older than thought. */
function ageAtOpen({ circuit, ageMs = 0 }: TypeMemory, now: number): number {
  if (circuit === undefined) return ageMs;
  return circuit.step === 'half-open'
    ? Math.max(circuit.ageAtOpenMs, ageMs - (now - circuit.openedAt))
    : circuit.ageAtOpenMs;
}

/** What is remembered of a type after a look at it. */
function look(type: GovernedType, seen: TypeObservation, memory: TypeMemory, now: number): TypeMemory {
  const { shards: before, lowSince, circuit: _before, ageMs: _age, ...rest } = memory;
  const circuit = circuitSeen({ type, seen, memory, now });
  // While a change is under way, the shards are neither those before nor those after it.
  const shards = seen.stream?.status === 'ACTIVE' ? seen.stream.openShards : before;
  // Somebody else changed the shards: a person, or a deployment.
  const isForeign = shards !== undefined && before !== undefined && shards !== before;
  const reshards = recentReshards(memory, now);
  const ageMs = oldestMs({ seen, memory, now });
  // Without metrics nothing was measured, and what was low stays low.
  const measured = seen.metrics !== undefined && seen.stream !== undefined;
  const low = measured
    ? isLow({ seen, now }, seen.stream.openShards, Math.ceil(seen.stream.openShards / 2))
      ? (lowSince ?? now)
      : undefined
    : lowSince;
  return {
    ...rest,
    reshards: isForeign ? [...reshards, { at: now, from: before, to: shards }] : reshards,
    ...(shards !== undefined && { shards }),
    ...(low !== undefined && { lowSince: low }),
    ...(circuit !== undefined && { circuit }),
    ...(ageMs !== undefined && { ageMs }),
  };
}
