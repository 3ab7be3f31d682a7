import type { GovernorMode, Priority } from '../core/capacity/model/workload.ts';
import type { Disturbance } from '../tools/simulate/disturbances.ts';
import type { SimulationReport, TypeReport } from '../tools/simulate/report.ts';
import { reversalsByActuator } from '../tools/simulate/reversals.ts';
import { loadScenario, type Scenario } from '../tools/simulate/scenario.ts';
import { simulate } from '../tools/simulate/simulate.ts';
import type { LoadPoint } from '../tools/simulate/traffic.ts';

/** The modes that are compared. */
export const HEALING_MODES = ['off', 'act'] as const satisfies readonly GovernorMode[];
export type HealingMode = (typeof HEALING_MODES)[number];

export interface HealingJob {
  readonly scenario: string;
  readonly governor: HealingMode;
  readonly seed: number;
  /** Share of the stage's rates. @default the scenario's own */
  readonly fraction?: number;
}

/** Shares of the events of each priority, from 0 to 1. */
export type OfPriority = Readonly<Record<Priority, number>>;

/** What a run showed. */
export interface HealingFigures extends HealingJob {
  readonly fraction: number;
  /** From the beginning of the event until the p99 of what is stored was last above the longest objective; 0: it never was. */
  readonly backSeconds: number;
  /** Shed, and given up by their phones. */
  readonly shed: OfPriority;
  /** Shares of all events: refused for another reason and given up; stored later than their objective; dead letters. */
  readonly refused: number;
  readonly late: number;
  readonly deadLettered: number;
  /** Of the critical events: stored later than their objective. */
  readonly criticalLate: number;
  readonly dollars: number;
  /** The most turns of one actuator. */
  readonly reversals: number;
  /** What must not happen, and did. */
  readonly problems: readonly string[];
  readonly cpuSeconds: number;
  /** By interval: what the picture shows. */
  readonly curve: Pick<SimulationReport['timeline'], 'everySeconds' | 'p99' | 'deadLettered'>;
}

/** Turns of one actuator in one situation. */
const MOST_REVERSALS = 2;

/** Plays a situation once. */
export async function healingRun(job: HealingJob): Promise<HealingFigures> {
  const { governor, seed, fraction } = job;
  const scenario = loadScenario(job.scenario, fraction === undefined ? {} : { fraction });
  const before = process.cpuUsage();
  const report = await simulate({ ...scenario, governor, seed });
  const { user, system } = process.cpuUsage(before);
  return { ...figuresOf(job, scenario, report), cpuSeconds: (user + system) / 1e6 };
}

function figuresOf(job: HealingJob, scenario: Scenario, report: SimulationReport): Omit<HealingFigures, 'cpuSeconds'> {
  const { events, lateUntilSeconds, timeline, types, fraction, cost, acts } = report;
  const priorities = new Map(scenario.chain.types.map(({ type, priority }) => [type, priority]));
  const ofPriority = (priority: Priority, of: (type: TypeReport) => number): number => {
    const those = types.filter(({ type }) => priorities.get(type) === priority);
    const sum = (each: (type: TypeReport) => number) => those.reduce((total, type) => total + each(type), 0);
    return (
      sum(of) /
      Math.max(
        1,
        sum(({ sent }) => sent),
      )
    );
  };
  const shedOf = (priority: Priority) => ofPriority(priority, ({ shed }) => shed);
  const turns = [...reversalsByActuator(acts.flatMap(({ act }) => (act === undefined ? [] : [act]))).values()];
  return {
    ...job,
    fraction,
    backSeconds: lateUntilSeconds === null ? 0 : Math.max(0, lateUntilSeconds - beginsAt(scenario)),
    shed: { critical: shedOf('critical'), normal: shedOf('normal'), sheddable: shedOf('sheddable') },
    refused: (events.throttled + events.unanswered) / events.sent,
    late: types.reduce((sum, { late }) => sum + late, 0) / events.sent,
    deadLettered: events.deadLettered / events.sent,
    criticalLate: ofPriority('critical', ({ late }) => late),
    dollars: cost?.dollars ?? 0,
    reversals: Math.max(0, ...turns),
    problems: problemsOf(report, priorities),
    curve: { everySeconds: timeline.everySeconds, p99: timeline.p99, deadLettered: timeline.deadLettered },
  };
}

/** What must never happen: a critical event is shed, an event is lost, an actuator swings. */
export function problemsOf(report: SimulationReport, priorities: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  for (const { type, shedAttempts, ...account } of report.types) {
    const { sent, accepted, throttled, shed, unanswered, processed, deadLettered } = account;
    if (priorities.get(type) === 'critical' && shedAttempts > 0)
      problems.push(`sheds ${shedAttempts} events of ${type}`);
    const given = accepted + throttled + shed + unanswered;
    if (given !== sent) problems.push(`${sent - given} of ${sent} events of ${type} have no end on their phones`);
    const ended = processed + deadLettered;
    if (ended !== accepted) problems.push(`${accepted - ended} of ${accepted} accepted events of ${type} have no end`);
  }
  const acts = report.acts.flatMap(({ act }) => (act === undefined ? [] : [act]));
  for (const [actuator, turns] of reversalsByActuator(acts)) {
    if (turns > MOST_REVERSALS) problems.push(`${actuator} turns ${turns} times`);
  }
  return problems;
}

/** When what the situation is about begins: a fault, an announced start, or else the first rise of the load. Seconds. */
function beginsAt({ disturbances, startsAt, traffic }: Scenario): number {
  const [fault] = disturbances.map(({ at }: Disturbance) => at).sort((one, other) => one - other);
  const { load = [] } = traffic;
  const rise = load.find((point: LoadPoint, index) => (load[index + 1]?.ofPeak ?? point.ofPeak) > point.ofPeak);
  return fault ?? startsAt?.[0] ?? rise?.at ?? 0;
}
