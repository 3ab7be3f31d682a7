import type { GovernedType, GovernorPlan } from '../../../core/capacity/plan/governor-plan.ts';
import type { Random } from '../../../core/random.ts';
import { shareOf } from '../../../lambdas/governor/admit.ts';
import { remember } from '../../../lambdas/governor/decide.ts';
import type { Act, Decision } from '../../../lambdas/governor/decision.ts';
import { type Memory, NEW_MEMORY } from '../../../lambdas/governor/memory.ts';
import {
  type MappingSeen,
  type Observation,
  PERIOD_MS,
  type Reading,
  type TypeMetrics,
} from '../../../lambdas/governor/observation.ts';
import { type Decide, outOfBounds } from './bounds.ts';

/** What happens to one type in a story. */
export interface TypeStory {
  /** Records a second that are sent in a minute. */
  readonly offered: (minute: number) => number;
  /** Why every batch comes back in a minute; `undefined`: it is processed. */
  readonly failing?: (minute: number) => string | undefined;
  /** Shards at the beginning. @default the planned ones */
  readonly shards?: number;
}

export interface Story {
  readonly minutes: number;
  readonly types: Readonly<Record<string, TypeStory>>;
  readonly startsAtMinute?: number;
}

/** What became of a type's records. */
export interface TypeEnd {
  readonly shards: number;
  readonly mapping: MappingSeen;
  readonly offered: number;
  readonly shed: number;
  readonly deadLettered: number;
  readonly waiting: number;
  readonly oldestMs: number;
}

export interface Told {
  readonly acts: readonly { readonly minute: number; readonly act: Act; readonly reason: string }[];
  readonly findings: readonly string[];
  readonly outOfBounds: readonly string[];
  readonly types: Readonly<Record<string, TypeEnd>>;
  readonly memory: Memory;
}

const START = Date.UTC(2026, 0, 1);
/** A change of shards, and an update of a mapping, in minutes. */
const RESHARD_MINUTES = 3;
const UPDATE_MINUTES = 2;

type Names = Exclude<keyof TypeMetrics, 'handedBack'>;

/** One type as a fluid: records arrive, wait by the minute, and are processed at the rate of the shards. */
class FluidType {
  shards: number;
  mapping: MappingSeen;
  offered = 0;
  shed = 0;
  deadLettered = 0;
  #reshard: { readonly to: number; readonly at: number } | undefined;
  #update: { readonly to: MappingSeen; readonly at: number } | undefined;
  /** Not in the stream yet, because it was full: EventBridge retries. */
  #retried = 0;
  readonly #waiting: { readonly at: number; records: number }[] = [];
  readonly #metrics = new Map<string, Reading[]>();
  readonly #type: GovernedType;
  readonly #story: TypeStory;

  constructor(type: GovernedType, story: TypeStory) {
    this.#type = type;
    this.#story = story;
    this.shards = story.shards ?? type.shards;
    const { batchSize, parallelizationFactor, maxRecordAgeSeconds } = type;
    this.mapping = { state: 'Enabled', batchSize, parallelizationFactor, maxRecordAgeSeconds };
  }

  get waiting(): number {
    return this.#waiting.reduce((sum, { records }) => sum + records, 0);
  }

  oldestMs(now: number): number {
    const [first] = this.#waiting;
    return first === undefined ? 0 : now - first.at;
  }

  status(): string {
    return this.#reshard === undefined ? 'ACTIVE' : 'UPDATING';
  }

  seenMapping(): MappingSeen {
    return this.#update === undefined ? this.mapping : { ...this.mapping, state: 'Updating' };
  }

  carryOut(act: Act, minute: number): void {
    if (act.kind === 'reshard') this.#reshard = { to: act.to, at: minute + RESHARD_MINUTES };
    if (act.kind !== 'mapping') return;
    const { enabled, ...settings } = act.to;
    const to = { ...settings, state: enabled ? 'Enabled' : 'Disabled' };
    this.#update = { to, at: minute + UPDATE_MINUTES };
  }

  /** One minute. @param share of the offered records that is admitted */
  pass(minute: number, now: number, share: number, random: Random): void {
    if (this.#reshard !== undefined && this.#reshard.at <= minute) {
      this.shards = this.#reshard.to;
      this.#reshard = undefined;
    }
    if (this.#update !== undefined && this.#update.at <= minute) {
      this.mapping = this.#update.to;
      this.#update = undefined;
    }
    const noise = 1 + (random.unit() - 0.5) * 0.1;
    const offered = this.#story.offered(minute) * 60 * noise;
    this.offered += offered;
    this.shed += offered * (1 - share);
    const arriving = offered * share + this.#retried;
    const capacity = this.shards * 60_000;
    const taken = Math.min(arriving, capacity);
    this.#retried = arriving - taken;
    if (taken > 0) this.#waiting.push({ at: now, records: taken });
    this.#read(minute, now);
    this.#record(now, 'acceptedEvents', offered * share);
    this.#record(now, 'incomingRecords', taken);
    this.#record(now, 'incomingBytes', taken * this.#type.recordBytes);
    if (this.#retried > 0) this.#record(now, 'writeThrottled', this.#retried);
  }

  #read(minute: number, now: number): void {
    if (this.mapping.state !== 'Enabled') return;
    const limitMs = this.mapping.maxRecordAgeSeconds * 1_000;
    for (let first = this.#waiting[0]; first !== undefined && now - first.at > limitMs; first = this.#waiting[0]) {
      this.deadLettered += first.records;
      this.#waiting.shift();
    }
    const { handlerRate, shards, parallelizationFactor } = this.#type;
    const lanes = (this.shards / shards) * (this.mapping.parallelizationFactor / parallelizationFactor);
    let room = handlerRate * 60 * lanes;
    const most = this.shards * this.mapping.parallelizationFactor;
    const age = this.oldestMs(now);
    const due = this.waiting;
    if (due === 0) return;
    this.#record(now, 'iteratorAgeMs', age);
    this.#record(now, 'concurrency', Math.min(most, Math.ceil((due / room) * most)));
    const failure = this.#story.failing?.(minute);
    this.#record(now, 'invokedRecords', Math.min(due, room));
    // A minute without failed records has no value.
    if (failure !== undefined) this.#record(now, 'failedRecords', Math.min(due, room));
    if (failure !== undefined) {
      this.#record(now, `handedBack/${failure}`, 10);
      return;
    }
    for (let first = this.#waiting[0]; first !== undefined && room > 0; first = this.#waiting[0]) {
      const done = Math.min(room, first.records);
      first.records -= done;
      room -= done;
      if (first.records === 0) this.#waiting.shift();
    }
  }

  #record(at: number, name: string, value: number): void {
    const series = this.#metrics.get(name) ?? [];
    if (series.length === 0) this.#metrics.set(name, series);
    series.push({ at, value });
    if (series.length > 25) series.shift();
  }

  /** What CloudWatch has by `until`. */
  metrics(until: number): TypeMetrics {
    const all: Partial<Record<Names, Reading[]>> = {};
    const handedBack: Record<string, Reading[]> = {};
    for (const [name, series] of this.#metrics) {
      const published = series.filter(({ at }) => at <= until);
      if (name.startsWith('handedBack/')) handedBack[name.slice('handedBack/'.length)] = published;
      else all[name as Names] = published;
    }
    return { ...all, handedBack };
  }
}

/** Plays a story with the governor acting each minute on metrics that are one to two minutes old. */
export function tell(story: Story, plan: GovernorPlan, decide: Decide, random: Random): Told {
  let memory = NEW_MEMORY;
  const fluids = new Map(
    plan.types.map((type) => [type.type, new FluidType(type, story.types[type.type] ?? { offered: () => 0 })]),
  );
  const acts: { minute: number; act: Act; reason: string }[] = [];
  const findings = new Set<string>();
  const problems = new Set<string>();
  let now = START;
  for (let minute = 0; minute < story.minutes; minute += 1) {
    now = START + minute * PERIOD_MS;
    for (const [name, fluid] of fluids) {
      const isValid = memory.admission.validUntil > now;
      fluid.pass(minute, now, isValid ? shareOf(memory.admission, name) : 1, random);
    }
    const until = now - PERIOD_MS * (random.unit() < 0.5 ? 1 : 2);
    const seen = observe(fluids, until, story);
    const result = decide(seen, memory, plan, now);
    for (const problem of outOfBounds(result, seen, plan, now)) problems.add(problem);
    memory = result.memory;
    for (const { act, reason } of result.decisions as readonly Decision[]) {
      if (act === undefined) {
        findings.add(reason);
        continue;
      }
      acts.push({ minute, act, reason });
      if (act.kind !== 'admit') fluids.get(act.type)?.carryOut(act, minute);
      memory = remember(memory, act, now);
    }
  }
  const types = [...fluids].map(([name, fluid]): [string, TypeEnd] => {
    const { shards, mapping, offered, shed, deadLettered, waiting } = fluid;
    return [name, { shards, mapping, offered, shed, deadLettered, waiting, oldestMs: fluid.oldestMs(now) }];
  });
  return { acts, findings: [...findings], outOfBounds: [...problems], types: Object.fromEntries(types), memory };
}

function observe(fluids: ReadonlyMap<string, FluidType>, until: number, { startsAtMinute }: Story): Observation {
  return {
    isStackChanging: false,
    shardsAvailable: 1_000,
    types: Object.fromEntries(
      [...fluids].map(([name, fluid]) => [
        name,
        {
          stream: { status: fluid.status(), mode: 'PROVISIONED', openShards: fluid.shards },
          mapping: fluid.seenMapping(),
          metrics: fluid.metrics(until),
        },
      ]),
    ),
    ...(startsAtMinute !== undefined && { startsAtMs: [START + startsAtMinute * PERIOD_MS] }),
  };
}
