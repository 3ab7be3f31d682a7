import type { AlarmDefinition, CompositeDefinition } from '../../core/monitoring/alarm.ts';
import type { Monitoring } from '../../core/monitoring/monitoring.ts';
import type { Assembly } from '../../local/aws/template/load.ts';
import { AlarmHistory } from './alarm-history.ts';
import { clearedWithin, raisedWithin } from './promise.ts';
import { breachesAfterOf, raisedBy, type Scenario } from './scenario.ts';
import { type DrilledChain, DrillStage } from './stage/drill-stage.ts';
import { standIns } from './stage/stand-in.ts';
import { VirtualStage, type VirtualStageOptions } from './stage/virtual-stage.ts';

/** What became of one alarm. Times in seconds. */
export interface AlarmOutcome {
  readonly id: string;
  readonly type?: string;
  readonly cause: string;
  /** After the cause; `undefined`: it was not raised. */
  readonly raisedAfter?: number;
  readonly raisedWithin: number;
  /** After the cause; `undefined`: none, or none is expected. */
  readonly messageAfter?: number;
  /** Who sent the message: its composite, or the one that suppresses that. */
  readonly messageFrom?: string;
  /** After healing; 0: before. `undefined`: it was not cleared. */
  readonly clearedAfter?: number;
  readonly clearedWithin: number;
  /** Sentences; empty if all is as promised. */
  readonly problems: readonly string[];
}

/** An alarm that was raised without a cause. */
export interface Unrest {
  readonly id: string;
  readonly when: string;
}

export interface ScenarioRun {
  readonly outcomes: readonly AlarmOutcome[];
  readonly unrest: readonly Unrest[];
  /** Composites that sent a message. */
  readonly notified: readonly string[];
}

export interface DrilledStage {
  readonly chain: DrilledChain;
  readonly assembly: Assembly;
  readonly monitoring: Monitoring;
}

const MINUTE_MS = 60_000;
/** Alarms that missing data raises warm up for 15 minutes. */
export const LEAD_IN_MINUTES = 18;
/** Nothing happens for longer: those minutes are not judged one by one. */
const LONG_MS = 6 * 3_600_000;
/** Before the first value that breaches, alarms are judged again. */
const AHEAD_MS = 10 * MINUTE_MS;
const STARTS_AT_MS = Date.parse('2026-06-01T10:00:00Z');
const SEED = 1;

/** Opens a stage in virtual time, with the real parts of the functions that alarms see. */
export async function openStage(
  { chain, assembly, monitoring }: DrilledStage,
  options: Pick<VirtualStageOptions, 'poll' | 'delays'> = {},
): Promise<{ readonly drill: DrillStage; readonly history: AlarmHistory; readonly watch: () => () => void }> {
  const { accountConcurrency } = chain.stage;
  const stage = new VirtualStage(assembly, {
    seed: SEED,
    startsAtMs: STARTS_AT_MS,
    handlersOf: standIns,
    ...(accountConcurrency !== undefined && { accountConcurrency }),
    ...options,
  });
  const drill = new DrillStage(stage, chain);
  await drill.prepare();
  const { alarms } = stage.cloud;
  const history = new AlarmHistory(alarms, monitoring, chain.stage.name, () => stage.scheduler.now());
  return { drill, history, watch: () => stage.watch() };
}

/** Alarms that are raised and report something: those that a composite reads may be raised rightly. */
export function reporting({ alarms, composites }: Monitoring, raised: readonly string[]): readonly string[] {
  const parts = new Set(alarms.filter(({ severity }) => severity === 'part').map(({ id }) => id));
  const known = new Set([...alarms, ...composites].map(({ id }) => id));
  return raised.filter((id) => known.has(id) && !parts.has(id));
}

/** Plays, lets the cause begin, waits for its alarms, heals it, and waits until they are cleared. */
export async function runScenario(
  scenario: Scenario,
  given: DrilledStage & { readonly expected: readonly AlarmDefinition[] },
): Promise<ScenarioRun> {
  const { expected, monitoring } = given;
  const { drill, history, watch } = await openStage(given, scenario.poll === undefined ? {} : { poll: scenario.poll });
  const now = (): number => drill.stage.scheduler.now();
  let endWatch = watch();
  drill.play = scenario.play;
  for (let minute = 0; minute < LEAD_IN_MINUTES; minute += 1) await drill.minute();
  const unrest = reporting(monitoring, history.raised()).map((id) => ({
    id,
    when: `before the cause "${scenario.cause}" began`,
  }));

  const waits = expected.map((alarm) => waitOf(alarm, scenario, drill, monitoring, history));
  let heal = (): void => {};
  let begunAt = 0;
  await drill.minute(() => {
    begunAt = now();
    heal = scenario.begin(drill);
  });
  const isDue = ({ id, mostMs }: Wait): boolean => begunAt + mostMs >= now() && !hasReported(id);
  const hasReported = (id: string): boolean => {
    const wait = waits.find((each) => each.id === id);
    return (
      history.raisedAt(id, begunAt) !== undefined && (wait === undefined || messageOf(wait, begunAt) !== undefined)
    );
  };
  const messageOf = ({ expectsMessage, senders }: Wait, since: number): Message | undefined => {
    if (!expectsMessage) return { at: since, from: undefined };
    for (const from of senders) {
      const at = history.messageAt(from, since);
      if (at !== undefined) return { at, from };
    }
    return undefined;
  };
  for (let due = waits.filter(isDue); due.length > 0; due = waits.filter(isDue)) {
    const next = begunAt + Math.min(...due.map(({ breachesAfterMs }) => breachesAfterMs)) - AHEAD_MS;
    if (scenario.skipsAhead === true && next - now() > LONG_MS) {
      endWatch();
      await drill.stage.advance(next - now());
      endWatch = watch();
    }
    await drill.minute();
  }
  const leastMs = (scenario.lasts?.(drill.topology) ?? 0) * 1_000;
  while (now() - begunAt < leastMs) await drill.minute();

  let healedAt = 0;
  await drill.minute(() => {
    healedAt = now();
    heal();
  });
  const isStillRaised = ({ id, clearMs }: Wait): boolean => history.isRaised(id) && healedAt + clearMs >= now();
  while (waits.some(isStillRaised)) await drill.minute();
  endWatch();
  return {
    outcomes: waits.map((wait) =>
      outcomeOf(wait, { scenario, history, begunAt, healedAt, message: messageOf(wait, begunAt) }),
    ),
    unrest,
    notified: monitoring.composites.map(({ id }) => id).filter((id) => history.messageAt(id, begunAt) !== undefined),
  };
}

interface Message {
  readonly at: number;
  readonly from: string | undefined;
}

/** What is waited for. */
interface Wait {
  readonly id: string;
  readonly alarm: AlarmDefinition;
  readonly composites: readonly CompositeDefinition[];
  readonly expectsMessage: boolean;
  /** Composites of which one must send a message. */
  readonly senders: readonly string[];
  readonly breachesAfterMs: number;
  readonly raiseMs: number;
  /** With the time that its composite waits for its suppressor. */
  readonly mostMs: number;
  readonly clearMs: number;
}

function waitOf(
  alarm: AlarmDefinition,
  scenario: Scenario,
  drill: DrillStage,
  monitoring: Monitoring,
  history: AlarmHistory,
): Wait {
  const { goodAfter, sendsNothing } = raisedBy(scenario, alarm);
  const breachesAfter = breachesAfterOf(scenario, alarm, drill.topology);
  const composites = compositesOver(monitoring, alarm.id);
  const senders = composites.filter(({ notifies }) => notifies);
  const suppressors = senders.flatMap(({ suppressedBy }) => (suppressedBy === undefined ? [] : [suppressedBy]));
  const waited = Math.max(0, ...senders.map(({ id }) => history.composite(id)?.suppressor?.waitMs ?? 0));
  const raiseMs = raisedWithin(alarm, breachesAfter) * 1_000;
  return {
    id: alarm.id,
    alarm,
    composites,
    expectsMessage: sendsNothing !== true,
    senders: [...senders.map(({ id }) => id), ...suppressors],
    breachesAfterMs: breachesAfter * 1_000,
    raiseMs,
    mostMs: raiseMs + waited + MINUTE_MS,
    clearMs: clearedWithin(alarm, goodAfter) * 1_000,
  };
}

/** The composite that reads it, the one that reads that, and so on. */
function compositesOver({ composites }: Monitoring, id: string): readonly CompositeDefinition[] {
  const over = composites.find(({ of }) => of.includes(id));
  return over === undefined ? [] : [over, ...compositesOver({ alarms: [], composites }, over.id)];
}

interface Course {
  readonly scenario: Scenario;
  readonly history: AlarmHistory;
  readonly begunAt: number;
  readonly healedAt: number;
  readonly message: Message | undefined;
}

function outcomeOf(wait: Wait, { scenario, history, begunAt, healedAt, message }: Course): AlarmOutcome {
  const { id, alarm, composites, expectsMessage, raiseMs, mostMs, clearMs } = wait;
  const raisedAt = history.raisedAt(id, begunAt);
  const clearedAt = history.clearedAt(id);
  const problems: string[] = [];
  if (raisedAt === undefined) problems.push('It was not raised.');
  else if (raisedAt - begunAt > raiseMs) problems.push('It was raised later than promised.');
  let read = id;
  for (const { id: over, of, when } of composites) {
    const others = when === 'all' ? of.filter((other) => other !== read) : [];
    if (!history.reads(over, read, others)) problems.push(`The composite ${over} does not read ${read}.`);
    read = over;
  }
  if (raisedAt !== undefined && expectsMessage) {
    if (message === undefined) problems.push(`No message was sent (${composites.map((each) => each.id).join(', ')}).`);
    else if (message.at - begunAt > mostMs) problems.push('The message was sent later than promised.');
  }
  if (raisedAt !== undefined && (clearedAt === undefined || clearedAt - healedAt > clearMs)) {
    problems.push(`It was not cleared within ${clearMs / MINUTE_MS} min of healing.`);
  }
  const seconds = (ms: number): number => Math.round(ms / 1_000);
  return {
    id,
    ...(alarm.type !== undefined && { type: alarm.type }),
    cause: scenario.cause,
    ...(raisedAt !== undefined && { raisedAfter: seconds(raisedAt - begunAt) }),
    raisedWithin: seconds(raiseMs),
    ...(message?.from !== undefined && { messageAfter: seconds(message.at - begunAt), messageFrom: message.from }),
    ...(raisedAt !== undefined &&
      clearedAt !== undefined && { clearedAfter: seconds(Math.max(0, clearedAt - healedAt)) }),
    clearedWithin: seconds(clearMs),
    problems,
  };
}
