import type { GovernedType } from '../../core/capacity/plan/governor-plan.ts';
import { DEPENDENCY_CLASSES } from '../../core/monitoring/error-classes.ts';
import type { CircuitStep, Decision, MappingChange } from './decision.ts';
import type { CircuitMemory, TypeLook } from './memory.ts';
import {
  failedByMinute,
  lastMinutes,
  type MappingSeen,
  mostly,
  newest,
  PERIOD_MS,
  type Series,
} from './observation.ts';

const THREE_OF_THREE = [3, 3] as const;
/** An update of a mapping takes up to three minutes; a shorter pause would pause nothing. */
const OPEN_MS = 3 * PERIOD_MS;
/** Each failed probe doubles the pause, up to this. */
const LONGEST_OPEN_MS = 20 * PERIOD_MS;
/** Most of the stream's retention, less the age it opened with, that all pauses together may take. */
const PAUSED_SHARE = 0.5;
/** Until a step has failed, or nothing came: its update, three minutes of batches, and their delay. */
const PROBE_MS = 6 * PERIOD_MS;
/** After a step begins, batches are of its settings. They may be of those before while Lambda updates the mapping. */
const OF_STEP_MS = 2 * PERIOD_MS;
/** CloudWatch has a minute's values after so long. */
const LATE_MS = 2 * PERIOD_MS;
const PROBE_BATCH = 10;
/** Lambda's highest record age (lambda/latest/api, API_UpdateEventSourceMapping). */
const HIGHEST_AGE_SECONDS = 604_800;
/** The planned age is set again once the oldest record has at most this share of it. */
const YOUNG = 0.8;

const SETTINGS = ['batchSize', 'parallelizationFactor', 'maxRecordAgeSeconds'] as const;

/** The next step of a mapping's circuit, if any. */
export function decideCircuit(input: TypeLook): Decision | undefined {
  const { seen, memory } = input;
  const { mapping } = seen;
  // A mapping that is about to change takes no other change (API_UpdateEventSourceMapping: ResourceInUseException).
  if (mapping === undefined || !['Enabled', 'Disabled'].includes(mapping.state)) return undefined;
  const circuit = memory.circuit;
  if (circuit === undefined) return mapping.state === 'Enabled' ? open(input, mapping) : undefined;
  switch (circuit.step) {
    case 'open':
      return probe(input, mapping, circuit);
    case 'half-open':
      return judgeProbe(input, mapping, circuit);
    case 'ramp':
      return ramped(input, mapping, circuit);
    case 'catch-up':
      return restoreAge(input, mapping, circuit);
    case 'closed':
      return undefined;
  }
}

/**
 * What is remembered of a circuit whose mapping is not as the governor left it: somebody else, mostly a deployment, set it,
 * and the circuit begins anew. `undefined`: the circuit is closed.
 */
export function circuitSeen({ type, seen, memory, now }: TypeLook): CircuitMemory | undefined {
  const { circuit } = memory;
  const { mapping } = seen;
  if (circuit === undefined || mapping === undefined) return circuit;
  const isReading = mapping.state === 'Enabled';
  if (!isReading && mapping.state !== 'Disabled') return circuit;
  // All settings are the plan's: nothing of ours is left.
  if (isReading && SETTINGS.every((name) => mapping[name] === type[name])) return undefined;
  // It reads although it was paused: then it is on trial from now on, with the age that it still has.
  if (isReading && circuit.step === 'open') return { ...circuit, step: 'catch-up', since: now };
  // It does not read although it should: a call of ours had no effect, or somebody has paused it.
  if (!isReading && circuit.step !== 'open') return { ...circuit, step: 'open', since: now };
  return circuit;
}

/** Age of the oldest record: as measured, or while nothing reads, what it must have become. Milliseconds. */
export function oldestMs({ seen, memory, now }: Omit<TypeLook, 'type'>): number | undefined {
  const { circuit } = memory;
  const measured = newest(seen.metrics?.iteratorAgeMs, now);
  if (circuit === undefined || circuit.step === 'catch-up') return measured;
  const waitedMs = circuit.ageAtOpenMs + (now - circuit.openedAt);
  if (circuit.step === 'open') return waitedMs;
  // Until a probe has succeeded nothing is younger: a lower figure for some minutes would clear alarms and raise them again.
  if (circuit.step === 'half-open' && measured !== undefined && !worksSince({ seen, now }, circuit)) {
    return Math.max(measured, waitedMs);
  }
  // It has read for minutes and had nothing to give to the handler: then nothing waits.
  const isEmpty = newest(seen.metrics?.invokedRecords, now) === undefined && now - circuit.since >= PROBE_MS;
  return measured ?? (seen.metrics !== undefined && isEmpty ? undefined : waitedMs);
}

/** Opens where for three minutes all batches came back with one class of error and nothing was processed. */
function open({ type, seen, memory, now }: TypeLook, mapping: MappingSeen): Decision | undefined {
  const { metrics } = seen;
  const failing = onlyFailing(metrics?.invokedRecords, metrics?.failedRecords, now);
  if (!failing) return undefined;
  const classes = Object.entries(metrics?.handedBack ?? {})
    .filter(([, series]) => mostly(series, THREE_OF_THREE, now, (batches) => batches > 0))
    .map(([name]) => name);
  const [only, ...others] = classes;
  const isDependency = DEPENDENCY_CLASSES.some((each) => each === only);
  if (only === undefined || others.length > 0 || !isDependency) return undefined;
  const ageMs = oldestMs({ seen, memory, now }) ?? 0;
  if (ageMs >= PAUSED_SHARE * type.retentionSeconds * 1_000) {
    return {
      type: type.type,
      reason: `${type.type}: every batch comes back as ${only}, but records are ${minutes(ageMs)} min old and the stream keeps them ${minutes(type.retentionSeconds * 1_000)}: a pause could lose them, so a person has to mend it`,
    };
  }
  return change(type, mapping, 'open', paused(type, mapping), {
    reason: `for three minutes every batch came back as ${only} and nothing was processed: its mapping pauses, and records may wait as long as the stream keeps them`,
  });
}

/** The same number of records failed as were given to invocations, in each of three minutes. */
function onlyFailing(invoked: Series | undefined, failed: Series | undefined, now: number): boolean {
  const failedAt = new Map((failed ?? []).map(({ at, value }) => [at, value]));
  const paired = (invoked ?? []).filter(({ at, value }) => value > 0 && (failedAt.get(at) ?? 0) >= value);
  return mostly(paired, THREE_OF_THREE, now, (value) => value > 0);
}

function probe({ type, now }: TypeLook, mapping: MappingSeen, circuit: CircuitMemory): Decision | undefined {
  const pauseMs = Math.min(LONGEST_OPEN_MS, OPEN_MS * 2 ** circuit.reopened);
  const budgetMs = PAUSED_SHARE * (type.retentionSeconds * 1_000 - circuit.ageAtOpenMs);
  const isOver = now - circuit.openedAt >= budgetMs;
  if (now - circuit.since < pauseMs && !isOver) return undefined;
  return change(type, mapping, 'half-open', probing(type), {
    reason: isOver
      ? `paused for ${minutes(now - circuit.openedAt)} min, half of what the stream still keeps: it reads again whatever comes`
      : `paused for ${minutes(now - circuit.since)} min: it reads again in small batches`,
  });
}

function judgeProbe(input: TypeLook, mapping: MappingSeen, circuit: CircuitMemory): Decision | undefined {
  const { type, seen, now } = input;
  if (worksSince(input, circuit)) {
    const to = { ...probing(type), parallelizationFactor: type.parallelizationFactor };
    return change(type, mapping, 'ramp', to, { reason: 'small batches are processed: all lanes read again' });
  }
  const { metrics } = seen;
  const isFailing = onlyFailing(metrics?.invokedRecords, metrics?.failedRecords, now);
  const budgetMs = PAUSED_SHARE * (type.retentionSeconds * 1_000 - circuit.ageAtOpenMs);
  if (now - circuit.since < PROBE_MS || !isFailing || now - circuit.openedAt >= budgetMs) return undefined;
  return change(type, mapping, 'open', paused(type, mapping), { reason: 'the small batches came back too' });
}

function ramped(input: TypeLook, mapping: MappingSeen, circuit: CircuitMemory): Decision | undefined {
  if (!worksSince(input, circuit)) return undefined;
  const { type } = input;
  const to = { ...planned(type), maxRecordAgeSeconds: raisedAge(type) };
  return change(type, mapping, 'catch-up', to, {
    reason: 'nothing came back: batches have their planned size again, and records may still be old',
  });
}

/**
 * Whether a minute that is wholly of the step had records, and none of them came back. Lambda's page promises zeros only of
 * polled and filtered records (lambda/latest/dg, monitoring-metrics-types): a minute without failed records may have no
 * value, which is believed once it is no longer late, and if the handler itself handed nothing back.
 */
function worksSince({ seen: { metrics }, now }: Pick<TypeLook, 'seen' | 'now'>, { since }: CircuitMemory): boolean {
  const failedAt = failedByMinute(metrics);
  const ofStep = lastMinutes(metrics?.invokedRecords, 3, now).filter(
    ({ at }) => at >= since + OF_STEP_MS && (failedAt.has(at) || at <= now - LATE_MS),
  );
  return ofStep.some(({ value }) => value > 0) && ofStep.every(({ at }) => (failedAt.get(at) ?? 0) === 0);
}

/** The last step: the planned age, once no record is near it. */
function restoreAge({ type, seen, memory, now }: TypeLook, mapping: MappingSeen, circuit: CircuitMemory) {
  const age = oldestMs({ seen, memory, now });
  // A mapping without invocations has no age: then nothing waits. Its first minutes may not have arrived yet.
  const isQuiet = age === undefined && now - circuit.since >= PROBE_MS;
  if (!isQuiet && (age === undefined || age > YOUNG * type.maxRecordAgeSeconds * 1_000)) return undefined;
  if (now - circuit.since < PROBE_MS) return undefined;
  return change(type, mapping, 'closed', planned(type), {
    reason: `the oldest record has waited ${minutes(age ?? 0)} min: the planned ${type.maxRecordAgeSeconds} s of age hold again`,
  });
}

function planned(type: GovernedType): MappingChange {
  const { batchSize, parallelizationFactor, maxRecordAgeSeconds } = type;
  return { enabled: true, batchSize, parallelizationFactor, maxRecordAgeSeconds };
}

/** Pauses and raises the age in one call: records grow older meanwhile (API_UpdateEventSourceMapping). */
function paused(type: GovernedType, { batchSize, parallelizationFactor }: MappingSeen): MappingChange {
  return { enabled: false, batchSize, parallelizationFactor, maxRecordAgeSeconds: raisedAge(type) };
}

function probing(type: GovernedType): MappingChange {
  const batchSize = Math.min(PROBE_BATCH, type.batchSize);
  return { enabled: true, batchSize, parallelizationFactor: 1, maxRecordAgeSeconds: raisedAge(type) };
}

function raisedAge({ retentionSeconds, maxRecordAgeSeconds }: GovernedType): number {
  return Math.max(maxRecordAgeSeconds, Math.min(HIGHEST_AGE_SECONDS, retentionSeconds));
}

function change(
  { type }: GovernedType,
  from: MappingSeen,
  step: CircuitStep,
  to: MappingChange,
  { reason }: { readonly reason: string },
): Decision {
  return { type, act: { kind: 'mapping', type, step, from, to }, reason: `${type}: ${reason}` };
}

function minutes(milliseconds: number): number {
  return Math.round(milliseconds / PERIOD_MS);
}
