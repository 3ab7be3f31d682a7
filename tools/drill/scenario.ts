import type { ChainTopology } from '../../core/chain/topology.ts';
import type { TypeTopology } from '../../core/chain/type-topology.ts';
import type { AlarmDefinition } from '../../core/monitoring/alarm.ts';
import type { Poll } from '../../local/aws/services/event-source-mapping/settings.ts';
import { shownId } from '../shared/runbook-alarms.ts';
import type { DrillStage } from './stage/drill-stage.ts';

/** What an alarm's time depends on. */
export interface AlarmPlace {
  readonly topology: ChainTopology;
  /** @throws if the alarm belongs to no event type */
  readonly type: TypeTopology;
}

/** Alarms that a cause raises. */
export interface Raised {
  /** As runbooks write them: `Api/Latency` of the stage, `Behind` of each event type. */
  readonly alarms: readonly string[];
  /**
   * Seconds from the cause to the first value that must breach. Not taken from the alarm's threshold: one that is too high
   * would only make the promise longer. @default 0
   */
  readonly breachesAfter?: (place: AlarmPlace) => number;
  /** Seconds from healing to the last value that may breach. @default 0 */
  readonly goodAfter?: number;
  /** The alarm tells nobody: a composite reads it with another one. @default false */
  readonly sendsNothing?: boolean;
}

/** One cause, and the alarms that it must raise. */
export interface Scenario {
  /** Such as `slow-delivery`. */
  readonly name: string;
  /** A sentence without a full stop: "Someone disables the source mappings". */
  readonly cause: string;
  /** Share of the stage's planned peak that is played, before, during and after. 0–1. */
  readonly play: number;
  /** @default aws */
  readonly poll?: Poll;
  /**
   * On which stage: `acting`, with a governor that acts; `whole`, at its own size and with metrics of each shard, because a
   * reduced stream has one shard. @default reduced, and with a governor that looks on if the stage has one
   */
  readonly on?: 'acting' | 'whole';
  /** Alarms are not evaluated while nothing can breach for hours. @default false */
  readonly skipsAhead?: true;
  /** How long the cause lasts at least. Seconds. @default until its alarms have sent their messages */
  readonly lasts?: (topology: ChainTopology) => number;
  readonly raises: readonly Raised[];
  /** Lets the cause begin. @returns heals it */
  readonly begin: (stage: DrillStage) => () => void;
}

/** What a scenario expects of an alarm. @throws if it does not raise it */
export function raisedBy({ name, raises }: Scenario, alarm: Pick<AlarmDefinition, 'id' | 'type'>): Raised {
  const raised = raises.find(({ alarms }) => alarms.includes(shownId(alarm)));
  if (raised === undefined) throw new Error(`scenario ${name} does not raise ${alarm.id}`);
  return raised;
}

/** Seconds from the cause to the first value that must breach. */
export function breachesAfterOf(
  scenario: Scenario,
  alarm: Pick<AlarmDefinition, 'id' | 'type'>,
  topology: ChainTopology,
): number {
  const { breachesAfter = () => 0 } = raisedBy(scenario, alarm);
  return breachesAfter({
    topology,
    get type() {
      const found = topology.types.find(({ type }) => type === alarm.type);
      if (found === undefined) throw new Error(`${alarm.id} belongs to no event type`);
      return found;
    },
  });
}

/** Heals several causes. */
export function together(heals: readonly (() => void)[]): () => void {
  return () => {
    for (const heal of heals) heal();
  };
}
