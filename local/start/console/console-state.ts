import type { Counts } from '../ledger/counts.ts';
import type { GovernorState } from './governor-state.ts';

/** What the console shows. The server publishes it whole to a page that opens, then what changes of it. */
export interface ConsoleState {
  /** When this run of the chain began, RFC 3339: after a restart the page is told another. */
  readonly startedAt: string;
  /** Of the API; empty while the chain starts. */
  readonly stage: string;
  readonly map: ChainMap;
  /** By the hop's id. */
  readonly hops: Readonly<Record<string, HopFigures>>;
  /** By the event type. */
  readonly lanes: Readonly<Record<string, LaneFigures>>;
  /** By the event type. */
  readonly ledger: Readonly<Record<string, Readonly<Counts>>>;
  /** Raised alarms by their name. */
  readonly alarms: Readonly<Record<string, RaisedAlarm>>;
  /** Faults that wait or are on, by their id. */
  readonly faults: Readonly<Record<string, ShownFault>>;
  /** A sample of the events that reached the bus. */
  readonly feed: FeedRound;
  /** The phones that play; left out if the runtime has none. */
  readonly load?: PhoneLoad;
  /** The hunt that began last; left out while there is none. */
  readonly hunt?: HuntState;
  /** Left out if the stage has none. */
  readonly governor?: GovernorState;
}

export interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly playerId?: string;
  /** RFC 3339. */
  readonly receivedAt?: string;
  readonly huntId?: string;
}

/** What came between two publications. */
export interface FeedRound {
  /** Raised by one with each round in which something came. */
  readonly round: number;
  /** Entries of the bus since a page was opened, shown or not. */
  readonly entriesSeen: number;
  readonly events: readonly FeedEvent[];
}

export interface PhoneLoad {
  /** Phones at ×1. */
  readonly phones: number;
  readonly factor: number;
  /** Phones that play now. */
  readonly playing: number;
}

/** A hunt, as its definition and the table have it. */
export interface HuntState {
  readonly huntId: string;
  readonly name: string;
  /** By clue id; places are known of the shipped hunt only: phones never get them. */
  readonly clues: Readonly<Record<string, HuntClue>>;
  /** By treasure id. */
  readonly treasures: Readonly<Record<string, HuntTreasure>>;
  /** By player id; the first few hundred. */
  readonly players: Readonly<Record<string, HuntPlayer>>;
  /** All of them. */
  readonly playerCount: number;
  /** Player ids, the best score first. */
  readonly leaders: readonly string[];
}

export interface HuntClue {
  readonly points: number;
  /** Players who solved it. */
  readonly solved: number;
  readonly place?: readonly [latitude: number, longitude: number];
}

export interface HuntTreasure {
  readonly points: number;
  readonly place: readonly [latitude: number, longitude: number];
  readonly radiusMeters: number;
  /** The player who claimed it first. */
  readonly winner?: string;
}

export interface HuntPlayer {
  readonly name?: string;
  readonly score: number;
  readonly place?: readonly [latitude: number, longitude: number];
  readonly solved: number;
}

export const HOP_KINDS = ['api', 'ingest', 'bus', 'rule', 'stream', 'mapping', 'handler', 'table'] as const;
export type HopKind = (typeof HOP_KINDS)[number];

/** A place that events pass. */
export interface MapHop {
  /** The kind, or kind and type, such as `stream:clue.solved`. */
  readonly id: string;
  readonly kind: HopKind;
  /** Name of the resource. */
  readonly name: string;
  /** What its rate counts, such as `records`. */
  readonly unit: string;
  /** What the plan says of it; left out where the plan does not have it. */
  readonly plan?: PlannedHop;
}

export interface PlannedHop {
  /** Of the rate, in its unit; of an `ingest` in invocations at once. */
  readonly limit: number;
  /** At the expected peak. */
  readonly expected: number;
  readonly limitedBy: string;
  /** Milliseconds that it takes at the objective's percentile; left out where the plan does not foresee a time. */
  readonly latencyMs?: number;
}

/** The hops of one event type, in their order. */
export interface MapLane {
  readonly type: string;
  readonly hops: readonly MapHop[];
  /** Milliseconds in which an event of the type should have its effect. */
  readonly objectiveMs?: number;
  /** In percent. */
  readonly objectivePercentile?: number;
}

/** The chain that runs, from the API to the table. */
export interface ChainMap {
  /** API, ingest and bus. */
  readonly trunk: readonly MapHop[];
  readonly lanes: readonly MapLane[];
  readonly tables: readonly MapHop[];
}

/** An event type in the last seconds. */
export interface LaneFigures {
  /** Events a second whose effect is stored. */
  readonly processed: number;
  /** From ingest to the stored effect, at the objective's percentile; left out if nothing was processed. */
  readonly latencyMs?: number;
}

/** `quiet`: nothing passes; `busy`: it is near a limit; `trouble`: events fail, wait too long or are refused. */
export type Condition = 'quiet' | 'well' | 'busy' | 'trouble';

/** A hop in the last seconds. */
export interface HopFigures {
  /** In the hop's unit, a second. */
  readonly rate: number;
  /** Of its limit; of a mapping, the oldest record's age as a share of the objective. May be above 1. */
  readonly share?: number;
  /** 95th percentile; left out if nothing passed. */
  readonly latencyMs?: number;
  /** What waits there: entries of a rule, records of a mapping. */
  readonly backlog?: number;
  /** Age of the oldest that waits. */
  readonly oldestMs?: number;
  /** `false`: the mapping is disabled, by the governor or a person. */
  readonly reads?: false;
  /** Refusals a second for too high a rate. */
  readonly throttles: number;
  /** Failures a second. */
  readonly errors: number;
  /** Invocations at once. */
  readonly concurrent?: number;
  /** Invocations that end, a second. */
  readonly ending?: number;
  readonly environments?: number;
  /** Of each open shard, its rate as a share of its limit. */
  readonly shards?: readonly number[];
  readonly condition: Condition;
  /** Why it is busy or in trouble, in one sentence. */
  readonly why?: string;
}

export interface RaisedAlarm {
  /** RFC 3339. */
  readonly since: string;
  readonly reason: string;
  readonly description: string;
  /** Alarms on other alarms are shown after those on figures. */
  readonly composite: boolean;
}

export interface ShownFault {
  readonly kind: string;
  /** What happens, in one line. */
  readonly does: string;
  readonly target?: string;
  readonly probability: number;
  readonly state: 'waiting' | 'on';
  /** How often it took effect. */
  readonly struck: number;
}

/** The answer to a request for one hop. */
export interface HopDetails {
  /** Whole minutes, oldest first. */
  readonly minutes: readonly HopMinute[];
  /** Empty where the plan does not have the hop. */
  readonly settings: readonly HopSetting[];
  readonly alarms: readonly HopAlarm[];
}

export interface HopMinute {
  /** Its beginning, milliseconds since the epoch. */
  readonly at: number;
  /** In the hop's unit, a second. */
  readonly rate: number;
  /** On average. */
  readonly latencyMs?: number;
}

export interface HopSetting {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

export interface HopAlarm {
  readonly name: string;
  readonly state: string;
  /** The threshold with its formula. */
  readonly threshold: string;
  readonly severity: string;
  /** A page of docs/runbooks, without `.md`. */
  readonly runbook: string;
  /** What players notice. */
  readonly players: string;
}

/** The form of an event type. */
export interface EventForm {
  readonly type: string;
  readonly fields: readonly EventField[];
}

export interface EventField {
  readonly name: string;
  /** `json`: written as JSON. */
  readonly kind: 'text' | 'number' | 'json';
  readonly required: boolean;
  /** That of the example, as text. */
  readonly value: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** What can be injected, and where. */
export interface FaultChoice {
  readonly kind: string;
  /** What happens, in one line. */
  readonly does: string;
  readonly scope: string;
  readonly probability: number;
  /** Names for `target`, besides all. */
  readonly targets: readonly string[];
}

/** What a person can do: faults and forms. */
export interface Choices {
  readonly faults: readonly FaultChoice[];
  readonly forms: readonly EventForm[];
}

/** Something that the chain set aside. */
export interface DeadLetter {
  readonly id: string;
  /** Its queue or bucket. */
  readonly where: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly why: string;
  /** Its beginning. */
  readonly payload: string;
}
