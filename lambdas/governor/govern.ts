import { errorName } from '../shared/error-name.ts';
import { carryOut } from './carry-out.ts';
import { oldestMs } from './circuit.ts';
import { decide, remember } from './decide.ts';
import type { Act, Decision } from './decision.ts';
import { look } from './look.ts';
import { type Announced, type Memory, NEW_TYPE } from './memory.ts';
import { isNews, noteOf, withNote } from './notes.ts';
import type { Observation } from './observation.ts';
import type { GovernorInput, GovernorPorts } from './ports.ts';
import { openMemory, saveMemory } from './run-memory.ts';

/** The `source` of the governor's own events; no rule of an event type matches it. */
export const GOVERNOR_SOURCE = 'cairn.governor';

/** One run: look, decide, remember, act, tell. @throws what opening or saving its memory throws */
export async function govern(input: GovernorInput, ports: GovernorPorts): Promise<void> {
  const opened = await openMemory(ports);
  const { memory: before } = opened;
  const seen = await look(input, before, ports);
  const now = ports.clock.now();
  const { decisions, memory: noted } = decide(seen, before, input.plan, now);
  // Saved before anything is done, so that of two runs at once only one acts, and a pause whose answer is lost is not forgotten.
  const steps = ports.mode === 'act' ? decisions.flatMap(({ act }) => (isStep(act) ? [act] : [])) : [];
  const intended = steps.reduce((before, act) => remember(before, act, now), noted);
  const claimed = await saveMemory(intended, opened, ports);
  let memory = intended;
  for (const decision of decisions) memory = await handle(decision, memory, noted, input, ports);
  if (memory !== intended) await saveMemory(memory, claimed, ports);
  measurePauses(seen, memory, input, ports);
}

/**
 * Whether it is remembered before it is done: a circuit that is not closed corrects itself by what its mapping is. Other acts are
 * remembered once they have succeeded; what a lost answer leaves of them shows in the shards, the level or the record age.
 */
function isStep(act: Decision['act']): act is Extract<Act, { kind: 'mapping' }> {
  return act?.kind === 'mapping' && act.step !== 'closed';
}

/** @param noted the memory without what this run does */
async function handle(
  decision: Decision,
  memory: Memory,
  noted: Memory,
  input: GovernorInput,
  ports: GovernorPorts,
): Promise<Memory> {
  const { act } = decision;
  const now = ports.clock.now();
  if (act === undefined || ports.mode === 'observe') return announce(decision, 'found', memory, ports);
  try {
    await carryOut(act, input, ports);
  } catch (error) {
    // Somebody else changes it, or a limit of AWS is reached: the next run sees what is, and decides again.
    const { reason } = decision;
    ports.log.warn('governor was refused', { ...typeOf(decision), reason, errorName: errorName(error) });
    if (!isStep(act) || !hadNoEffect(error)) return memory;
    return { ...memory, types: { ...memory.types, [act.type]: noted.types[act.type] ?? NEW_TYPE } };
  }
  return announce(decision, 'done', isStep(act) ? memory : remember(memory, act, now), ports);
}

/** Whether the call surely had no effect: a first answer that blames the caller. What was asked twice may have been done. */
function hadNoEffect(error: unknown): boolean {
  const { $fault: fault, $metadata: { attempts = 1 } = {} } = Object(error) as {
    readonly $fault?: string;
    readonly $metadata?: { readonly attempts?: number };
  };
  return fault === 'client' && attempts === 1;
}

/** Tells of a decision, once while it stays the same: by a log line, an event on the bus, and for `cairn status`. */
async function announce(
  decision: Decision,
  outcome: 'done' | 'found',
  memory: Memory,
  ports: GovernorPorts,
): Promise<Memory> {
  const { bus, eventBusName, log, mode, clock, stage } = ports;
  const announced: Announced = { at: clock.now(), mode: outcome === 'done' ? 'act' : mode, ...noteOf(decision) };
  if (!isNews(announced, memory)) return memory;
  const { type, reason, before, after } = announced;
  log.info(outcome === 'done' ? 'governor acted' : 'governor would act', { ...typeOf(decision), reason });
  try {
    await bus.putEvents({
      Entries: [
        {
          EventBusName: eventBusName,
          Source: GOVERNOR_SOURCE,
          DetailType: outcome === 'done' ? 'governor.acted' : 'governor.decided',
          Detail: JSON.stringify({ stage, type, kind: announced.kind, reason, before, after }),
        },
      ],
    });
  } catch (error) {
    log.warn('governor could not publish its act', { ...typeOf(decision), errorName: errorName(error) });
  }
  return withNote(memory, announced);
}

function typeOf({ type }: Decision): { readonly type?: string } {
  return type === undefined ? {} : { type };
}

/** AWS publishes nothing while a mapping is disabled, and other alarms clear: these metrics keep their own raised. */
function measurePauses(seen: Observation, memory: Memory, { plan }: GovernorInput, ports: GovernorPorts): void {
  const now = ports.clock.now();
  for (const { type } of plan.types) {
    const of = memory.types[type] ?? NEW_TYPE;
    if (of.circuit === undefined) continue;
    const age = oldestMs({ seen: seen.types[type] ?? {}, memory: of, now }) ?? 0;
    ports.measurePause(type, of.circuit.step === 'open' ? (now - of.circuit.since) / 1_000 : 0, age);
  }
}
