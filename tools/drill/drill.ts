import { chainTopology } from '../../core/chain/topology.ts';
import type { AlarmDefinition } from '../../core/monitoring/alarm.ts';
import { type Monitoring, monitoringOf } from '../../core/monitoring/monitoring.ts';
import type { Assembly } from '../../local/aws/template/load.ts';
import { shownId } from '../shared/runbook-alarms.ts';
import type { DrilledChains } from './drilled-stage.ts';
import { healthyHour } from './healthy-hour.ts';
import { clearedWithin, raisedWithin } from './promise.ts';
import { type ActOutcome, runAct } from './run-act.ts';
import { type AlarmOutcome, type DrilledStage, runScenario, type Unrest } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { ACT_SCENARIOS } from './scenarios/acts.ts';
import { API_SCENARIOS } from './scenarios/api.ts';
import { CHAIN_SCENARIOS } from './scenarios/chain.ts';
import { GOVERNOR_SCENARIOS } from './scenarios/governor.ts';
import { STORAGE_SCENARIOS } from './scenarios/storage.ts';
import type { DrilledChain } from './stage/drill-stage.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...API_SCENARIOS,
  ...CHAIN_SCENARIOS,
  ...STORAGE_SCENARIOS,
  ...GOVERNOR_SCENARIOS,
];

/** What a drill found. */
export interface DrillReport {
  readonly alarms: readonly AlarmOutcome[];
  /** What the governor did, in mode `act`. */
  readonly acts: readonly ActOutcome[];
  /** Of composites that send messages: those that never sent one of their own. */
  readonly silentComposites: readonly string[];
  /** What was raised while nothing was wrong. */
  readonly unrest: readonly Unrest[];
  /** Alarms that no scenario raises, and acts that the stage has no occasion for, with the reason. */
  readonly leftOut: readonly LeftOut[];
}

interface LeftOut {
  readonly id: string;
  readonly reason: string;
}

export interface DrillOptions {
  readonly chain: DrilledChain;
  readonly assembly: Assembly;
  /** The same stage with a governor that acts. @default none: neither its acts nor their alarms are drilled */
  readonly acting?: Pick<DrilledStage, 'chain' | 'assembly'>;
  /** The same stage at its own size. @default none: alarms on single shards are not drilled */
  readonly whole?: Pick<DrilledStage, 'chain' | 'assembly'>;
  /** Ids of alarms, as runbooks write them or in full. @default all, the healthy hour, and the governor's acts */
  readonly only?: readonly string[];
  /** Called as each part of the drill begins. @default nothing */
  readonly progress?: (what: string) => void;
}

/** The alarms of a stage by its definitions, whatever the template says. */
export function monitoringOfChain({ types, stage }: DrilledChain): Monitoring {
  return monitoringOf(chainTopology(types, stage), stage);
}

/** The alarms of a stage, with those that it has only where its governor acts or each shard is watched. */
export function alarmsOf({ chain, acting, whole }: DrilledChains): readonly AlarmDefinition[] {
  const chains = [chain, acting, whole].filter((each) => each !== undefined);
  const alarms = chains.flatMap((each) => monitoringOfChain(each).alarms);
  return [...new Map(alarms.map((alarm) => [alarm.id, alarm] as const).toReversed()).values()].toReversed();
}

/** Raises every alarm on the service models in virtual time, heals what raised it, and looks for alarms without a cause. */
export async function drill({
  chain,
  assembly,
  acting,
  whole,
  only,
  progress = () => {},
}: DrillOptions): Promise<DrillReport> {
  const monitoring = monitoringOfChain(chain);
  const looking = { chain, assembly, monitoring };
  const withMonitoring = (stage: typeof acting): DrilledStage | undefined =>
    stage === undefined ? undefined : { ...stage, monitoring: monitoringOfChain(stage.chain) };
  const governed = withMonitoring(acting);
  const stages = { reduced: looking, acting: governed, whole: withMonitoring(whole) };
  const all = alarmsOf({
    chain,
    ...(acting !== undefined && { acting: acting.chain }),
    ...(whole !== undefined && { whole: whole.chain }),
  });
  const leftOut = leftOutOf(all, chain);
  const asked = all.filter(
    (alarm) => (only === undefined || isNamed(alarm, only)) && !leftOut.some(({ id }) => id === alarm.id),
  );
  const alarms: AlarmOutcome[] = [];
  const own = new Set<string>();
  const unrest: Unrest[] = [];
  for (const scenario of SCENARIOS) {
    const stage = stages[scenario.on ?? 'reduced'];
    const expected = asked.filter((alarm) => isRaisedBy(scenario, alarm));
    if (stage === undefined || expected.length === 0) continue;
    progress(scenario.cause);
    const run = await runScenario(scenario, { ...stage, expected });
    alarms.push(...run.outcomes);
    unrest.push(...run.unrest);
    for (const composite of run.notified) own.add(composite);
  }
  if (only === undefined) {
    progress('Nothing is wrong: an hour at the planned peak, and two deployments');
    unrest.push(...(await healthyHour(looking)));
  }
  const acts: ActOutcome[] = [];
  for (const scenario of ACT_SCENARIOS) {
    if (only !== undefined || governed === undefined) continue;
    progress(`The governor acts: ${scenario.cause}`);
    const outcome = await runAct(scenario, governed);
    if (outcome === undefined) leftOut.push({ id: scenario.act, reason: scenario.needs });
    else acts.push(outcome);
  }
  const drilled = new Set(alarms.map(({ id }) => id));
  for (const alarm of asked) if (!drilled.has(alarm.id)) alarms.push(undrilled(alarm));
  const notifying = only === undefined ? monitoring.composites.filter(({ notifies }) => notifies) : [];
  return {
    alarms,
    acts,
    silentComposites: notifying.map(({ id }) => id).filter((id) => !own.has(id)),
    unrest,
    leftOut,
  };
}

/** Whether a report has nothing to mend. */
export function isGood({ alarms, acts, silentComposites, unrest }: DrillReport): boolean {
  const outcomes = [...alarms, ...acts];
  return (
    silentComposites.length === 0 && unrest.length === 0 && outcomes.every(({ problems }) => problems.length === 0)
  );
}

export function isNamed(alarm: Pick<AlarmDefinition, 'id' | 'type'>, names: readonly string[]): boolean {
  return names.includes(alarm.id) || names.includes(shownId(alarm));
}

export function isRaisedBy({ raises }: Scenario, alarm: Pick<AlarmDefinition, 'id' | 'type'>): boolean {
  return raises.some(({ alarms }) => alarms.includes(shownId(alarm)));
}

function leftOutOf(alarms: readonly AlarmDefinition[], { types }: DrilledChain): LeftOut[] {
  const retired = new Set(types.filter((type) => type.retired).map(({ type }) => type));
  return alarms.flatMap((alarm) => {
    const { id, type } = alarm;
    if (type !== undefined && retired.has(type)) {
      return [{ id, reason: `${type} is retired: ingest accepts no event of it` }];
    }
    return [];
  });
}

function undrilled(alarm: AlarmDefinition): AlarmOutcome {
  const { id, type } = alarm;
  return {
    id,
    ...(type !== undefined && { type }),
    cause: 'none',
    raisedWithin: raisedWithin(alarm),
    clearedWithin: clearedWithin(alarm),
    problems: ['No scenario raises it: add a cause to tools/drill/scenarios.'],
  };
}
