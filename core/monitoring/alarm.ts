import type { AlarmPack } from '../capacity/model/workload.ts';
import type { Setting } from '../chain/setting.ts';
import type { Signal } from './signal.ts';

/**
 * `page`: wake someone, players notice it now or will soon. `ticket`: look at it on the next working day. A message is sent
 * by the composite of that severity, not by the alarm.
 */
export const SEVERITIES = ['page', 'ticket'] as const;
export type Severity = (typeof SEVERITIES)[number];
/** `part`: it says nothing by itself, and a composite reads it. */
export type AlarmSeverity = Severity | 'part';

export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** An alarm on one signal, in every tool's terms. */
export interface AlarmDefinition {
  /** Where it belongs, and its name there, in capitals: `Api/Latency`, `TreasureClaimed/IteratorAge`. Unique in a stage. */
  readonly id: string;
  /** The event type; `undefined`: it belongs to the stage as a whole. */
  readonly type: string | undefined;
  readonly signal: Signal;
  /** On which side of the threshold a period breaches. */
  readonly breaches: 'above' | 'below';
  /** In the signal's unit, with its formula. */
  readonly threshold: Setting<number>;
  /** Length of a period, a multiple of 60 s. */
  readonly periodSeconds: number;
  /** [m, n]: m breaching periods of the last n raise it. */
  readonly periods: readonly [number, number];
  readonly missingData: Setting<MissingData>;
  /** After a deployment it says nothing for so long while its window has a gap. 0: none. */
  readonly warmUpMinutes: number;
  readonly severity: AlarmSeverity;
  /** The smallest pack that has it. */
  readonly pack: AlarmPack;
  /** What players notice. */
  readonly players: string;
  /** What it means, then what to look at first. */
  readonly description: string;
  /** Its page in docs/runbooks, without `.md`. */
  readonly runbook: string;
}

/** An alarm on other alarms. */
export interface CompositeDefinition {
  /** `Page`, `Ticket`, `TreasureClaimed/Page`, `Api/Silence`. Unique among alarms and composites of a stage. */
  readonly id: string;
  readonly type: string | undefined;
  /** `any`: one of `of` raises it; `all`: only all of them together. */
  readonly when: 'any' | 'all';
  /** Ids of alarms and composites. At least one, at most 100. */
  readonly of: readonly string[];
  readonly severity: Severity;
  /** Whether it sends a message when it is raised and when it is cleared. */
  readonly notifies: boolean;
  /** The composite that keeps this one silent while it is raised itself: a cause that all types share sends one message. */
  readonly suppressedBy: string | undefined;
  readonly players: string;
  readonly description: string;
  /** Its page in docs/runbooks, without `.md`. */
  readonly runbook: string;
}

/** Where runbooks are if a stage names no address of its own: in this repository. */
export const RUNBOOKS = 'docs/runbooks';

/** `TreasureClaimed/FarBehind` in stage prod → `cairn-prod-TreasureClaimed-FarBehind`. @param prefix such as `cairn-prod` */
export function nameOfAlarm(prefix: string, id: string): string {
  return `${prefix}-${id.replaceAll('/', '-')}`;
}

/** Three minutes of five rule out a single burst. */
export const MOSTLY = [3, 5] as const;
/** Longer than an update of a source mapping, which takes up to three minutes. */
export const ALL_OF_FIVE = [5, 5] as const;
export const AT_ONCE = [1, 1] as const;

/** Most metrics count or time what happens, and services publish nothing while nothing happens. */
export const NOTHING_HAPPENED: Setting<MissingData> = {
  value: 'notBreaching',
  reason: 'No data means that nothing of the kind happened.',
};

/** An alarm that is new has no data yet: where that breaches, it would be raised by each first deployment. */
const WARM_UP_MINUTES = 15;

type Optional = 'type' | 'breaches' | 'periodSeconds' | 'periods' | 'missingData';

/** An alarm with the usual rest: above the threshold in three of five minutes, and no data is good. */
export function alarm(
  given: Omit<AlarmDefinition, Optional | 'warmUpMinutes'> & Partial<Pick<AlarmDefinition, Optional>>,
): AlarmDefinition {
  return {
    type: undefined,
    breaches: 'above',
    periodSeconds: 60,
    periods: MOSTLY,
    missingData: NOTHING_HAPPENED,
    warmUpMinutes: given.missingData?.value === 'breaching' ? WARM_UP_MINUTES : 0,
    ...given,
  };
}
